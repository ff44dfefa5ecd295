/** The words of this build's language: the build makes a script for each by replacing this one file (`scripts/bundle.ts`). */
export { embed, guest, words } from './en.ts'
