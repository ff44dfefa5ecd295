const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\bSamsungBrowser\/(\d+)/, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\b(?:Chrome|HeadlessChrome|CriOS)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** Of a version; browsers write what they want. */
const MAX_DIGITS = 5

/** "Firefox 140" and "Linux": a help for memory, and no more, since it is what the browser says of itself. */
export function browserAndPlatform(userAgent: string): { browser: string; platform: string } {
  const browser = BROWSERS.flatMap(([pattern, name]) => {
    const match = pattern.exec(userAgent)
    return match ? [`${name} ${match[1]?.slice(0, MAX_DIGITS)}`] : []
  })[0]
  const platform = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? ''
  return { browser: browser ?? 'Unknown browser', platform }
}

/** "Firefox 140 on Linux" */
export function describeBrowser(userAgent: string): string {
  const { browser, platform } = browserAndPlatform(userAgent)
  return platform ? `${browser} on ${platform}` : browser
}
