/** Colors of agents on both sides, by their numbers. Each has a contrast of 4.5 or more to white, which is written on it. */
const COLORS = [
  '#b3145e',
  '#1d5fd1',
  '#0b7a4b',
  '#8a4b00',
  '#6f3fc4',
  '#b3261e',
  '#00707a',
  '#5a6300',
] as const

export function agentColor(number: number): string {
  return COLORS[number % COLORS.length] ?? COLORS[0]
}
