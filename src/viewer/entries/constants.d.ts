/** The folder of the stage's parts, as a path with a slash at its end. */
declare const __STAGE_PARTS__: string
/** `import()`, which the build writes in its place: Vite would put a helper of its own around it. */
declare function __import<T>(path: string): Promise<T>
