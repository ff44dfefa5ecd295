import { type CSSVariablesResolver, createTheme } from '@mantine/core'

/** Shades 7 to 9 carry white text, 0 to 4 dark text, both above 4.5:1 (WCAG AA). */
export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.75rem' }, h2: { fontSize: '1.2rem' } } },
  colors: {
    petrol: [
      '#e9f6f6',
      '#d4ebec',
      '#a9d7d9',
      '#7cc3c6',
      '#55b1b5',
      '#3a9da2',
      '#208a90',
      '#0f7378',
      '#095f64',
      '#044c50',
    ],
    // Mantine's greys, a little towards petrol.
    dark: [
      '#d5dcdd',
      '#b6c0c2',
      '#9aa6a9',
      '#6f7c80',
      '#4a575b',
      '#374347',
      '#263135',
      '#1a2326',
      '#131a1d',
      '#0d1315',
    ],
  },
})

/** Mantine's dimmed text, placeholders and field borders are too faint for WCAG AA on its own surfaces. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#57646a',
    '--mantine-color-placeholder': '#6b777c',
    '--mantine-color-error': '#c2272d',
    '--page': '#f4f7f7',
    '--surface': '#ffffff',
    '--line': '#dfe6e7',
    '--field-line': '#84939a',
    '--field-focus': '#0f7378',
    '--soft': '#e9f6f6',
    '--soft-text': '#044c50',
    '--shadow': '0 1px 2px rgb(15 40 44 / 6%), 0 8px 24px rgb(15 40 44 / 6%)',
  },
  dark: {
    '--mantine-color-dimmed': '#a3b1b5',
    '--mantine-color-placeholder': '#8b999d',
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-anchor': '#7cc3c6',
    '--mantine-color-red-light': 'rgb(224 82 74 / 18%)',
    '--page': '#10171a',
    '--surface': '#1a2326',
    '--line': '#2c383c',
    '--field-line': '#75848a',
    '--field-focus': '#55b1b5',
    '--soft': '#16343a',
    '--soft-text': '#a9d7d9',
    '--shadow': '0 1px 2px rgb(0 0 0 / 30%), 0 8px 24px rgb(0 0 0 / 25%)',
  },
})
