import { createRandom, type Random } from '../random.ts'
import { rootOperations } from './roots.ts'
import { stateOperations } from './state.ts'
import { styleOperations } from './style.ts'
import { treeOperations } from './tree.ts'
import type { Operation, World } from './world.ts'

const operations = [...treeOperations, ...stateOperations, ...styleOperations, ...rootOperations]
const byName = new Map(operations.map((operation) => [operation.name, operation]))
const total = operations.reduce((sum, { weight }) => sum + weight, 0)

/** The name of an operation, the more likely the larger its weight. */
export function pickOperation(random: Random): string {
  let left = (random.int(1_000_000) / 1_000_000) * total
  for (const { name, weight } of operations) {
    left -= weight
    if (left <= 0) return name
  }
  return 'insert'
}

/** Each operation draws from a seed of its own, so that a program with some steps left out still does the rest alike. */
export function runOperation(world: World, name: string, seed: number): void {
  const operation: Operation | undefined = byName.get(name)
  if (!operation) throw new Error(`no operation ${name}`)
  world.count++
  operation.run(world, createRandom(seed))
}
