// Put in by scripts/bundle.ts.

/** Path of the visitor script below the script folder: `<hash>/visitor.js`. Known to the loader only. */
declare const __VISITOR_PATH__: string
/** Its `sha384-…`, for the `integrity` attribute. Known to the loader only. */
declare const __VISITOR_INTEGRITY__: string
declare const __VERSION__: string
