import { resolve } from 'node:path'

export const rootDir: string = resolve(import.meta.dirname, '..')
