import type { FidelityCase } from '../case.ts'
import { appCases } from './apps.ts'
import { demoCases } from './demo.ts'
import { packageCases } from './packages.ts'
import { pageCases } from './pages.ts'

/** All cases. A new one goes into the file of its kind, or into a new file named here. */
export const corpus: readonly FidelityCase[] = [...pageCases, ...appCases, ...packageCases, ...demoCases]
