import { percentile } from '../results/numbers.ts'

/** What a stretch of load came to: answers within it, how many of them were refusals, and how long answers took. */
export type Calls = { answered: number; failed: number; ms: number; p50: number; p99: number }

/** Collects answers until `ms` have passed; those that come later are part of no stretch. */
export function startStretch(ms: number) {
  const begun = performance.now()
  const latencies: number[] = []
  let failed = 0
  return {
    isOver: () => performance.now() - begun >= ms,
    note(sentAt: number, succeeded: boolean) {
      const now = performance.now()
      if (now - begun > ms) return
      latencies.push(now - sentAt)
      if (!succeeded) failed += 1
    },
    result: (): Calls => ({
      answered: latencies.length,
      failed,
      ms,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
    }),
  }
}
