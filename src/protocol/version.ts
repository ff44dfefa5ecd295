/** Version of everything on the visitor-session server-agent wire. `wire-format.test.ts` says when to raise it. */
export const PROTOCOL_VERSION = 1

/** The oldest version that servers still serve: that of the last major release, for pages that were open before an upgrade. */
export const OLDEST_SERVED_VERSION = 1

/**
 * Whether a server speaks with an other end of this version. One that is newer than the server is refused, too: session
 * servers are upgraded before the web servers that hand out newer scripts.
 */
/*#__NO_SIDE_EFFECTS__*/
export function isServed(
  version: number,
  oldest = OLDEST_SERVED_VERSION,
  newest = PROTOCOL_VERSION,
): boolean {
  return version >= oldest && version <= newest
}
