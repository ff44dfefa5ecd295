// Put in by scripts/bundle.ts.

/** Folder of the visitor script and its parts below the script folder: `<hash>/`. Known to the loader only. */
declare const __VISITOR_FOLDER__: string
/** Its `sha256-…`, for the `integrity` attribute. Known to the loader only. */
declare const __VISITOR_INTEGRITY__: string
declare const __VERSION__: string
/** `sha256-…` of `parts.js`. Known to the visitor script only. */
declare const __PARTS_INTEGRITY__: string
/** `sha256-…` of `ui.js`. Known to the visitor script only. */
declare const __UI_INTEGRITY__: string
/** `sha256-…` of each part by its name. Known to `parts.js` only. */
declare const __PARTS__: Readonly<Record<string, string>>
