/** A nominal type: `Brand<string, 'SessionId'>` is a string that only its own parser makes. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name }
