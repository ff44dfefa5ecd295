import { createPlural } from '../../../base/plural.ts'

export const plural = createPlural('it')
