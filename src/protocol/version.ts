/** Version of everything on the visitor-session server-agent wire. `wire-format.test.ts` says when to raise it. */
export const PROTOCOL_VERSION = 1
