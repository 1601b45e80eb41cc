import { percentile } from '../results/numbers.ts'

/**
 * What a stretch of load came to. `answered` within its `ms`, how many of those were refusals, and how long they took; `made`:
 * all calls, those around the stretch included.
 */
export type Calls = {
  answered: number
  failed: number
  made: number
  ms: number
  p50: number
  p99: number
}

/** Collects the answers of so many lanes for `ms`, from the moment when each lane has had its first. */
export function startStretch(lanes: number, ms: number) {
  const latencies: number[] = []
  let failed = 0
  let made = 0
  let laggards = lanes
  let begun = Number.POSITIVE_INFINITY
  return {
    isOver: () => performance.now() - begun >= ms,
    note(sentAt: number, succeeded: boolean, isLanesFirst: boolean) {
      const now = performance.now()
      made += 1
      if (isLanesFirst) laggards -= 1
      if (isLanesFirst && laggards === 0) begun = now
      if (now <= begun || now - begun > ms) return
      latencies.push(now - sentAt)
      if (!succeeded) failed += 1
    },
    result: (): Calls => ({
      answered: latencies.length,
      failed,
      made,
      ms,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
    }),
  }
}
