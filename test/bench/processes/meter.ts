import type { Cost } from '../results/sample.ts'
import { readProcesses, sumTree } from './processor-time.ts'

/** Which processes do the work, each with its descendants. */
export type Watched = { [Name in keyof Cost]?: number[] }

/** Starts counting processor time; the function it returns says what each process spent since, a unit of work. */
export function startMeter(watched: Watched): (units: number) => Cost {
  const before = read(watched)
  return units => {
    const after = read(watched)
    const names = Object.keys(after) as (keyof Cost)[]
    return Object.fromEntries(names.map(name => [name, ((after[name] ?? 0) - (before[name] ?? 0)) / units]))
  }
}

function read(watched: Watched): Cost {
  const all = readProcesses()
  if (all.length === 0) return {}
  return Object.fromEntries(
    Object.entries(watched).map(([name, pids]) => [
      name,
      pids.reduce((sum, pid) => sum + sumTree(all, pid), 0),
    ]),
  )
}
