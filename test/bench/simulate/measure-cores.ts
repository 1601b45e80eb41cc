import { availableParallelism } from 'node:os'
import type { CleanUp } from '../../chaos/clean-up.ts'
import { type Helper, startHelper } from '../processes/helper.ts'
import { median } from '../results/numbers.ts'
import type { Cores } from './machine.ts'

const ms = 1_500
const rounds = 7

/** The cores of this machine, and how fast each is while all are busy, beside one that is busy alone. */
export async function measureCores(cleanUp: CleanUp): Promise<Cores> {
  const cores = availableParallelism()
  const spinners = Array.from({ length: cores }, () =>
    startHelper(new URL('./spin.ts', import.meta.url), cleanUp),
  )
  const [first] = spinners as [Helper]
  const speeds: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const alone = await spin(first)
    const together = await Promise.all(spinners.map(spin))
    speeds.push(together.reduce((sum, done) => sum + done, 0) / cores / alone)
  }
  for (const spinner of spinners) await spinner.end()
  return { cores, sharedSpeed: Math.min(1, median(speeds)) }
}

const spin = (spinner: Helper) => spinner.ask<number>({ ms })
