import type { Wait } from './waits.ts'

/**
 * `worstRecoveryMs`: the longest unexcused wait of a mail that arrived, of the delivery `slowest`. `longestWaitMs`: the longest
 * wait, whatever was broken.
 */
export type Recovery = { worstRecoveryMs: number; longestWaitMs: number; slowest: string | null }

/** How long mails that arrived had waited. */
export function measureRecovery(waits: readonly Wait[]): Recovery {
  const recovery: Recovery = { worstRecoveryMs: 0, longestWaitMs: 0, slowest: null }
  for (const { delivery, arrived, lastedMs, unexcusedMs } of waits) {
    if (!arrived) continue
    recovery.longestWaitMs = Math.max(recovery.longestWaitMs, lastedMs)
    if (unexcusedMs <= recovery.worstRecoveryMs) continue
    recovery.worstRecoveryMs = unexcusedMs
    recovery.slowest = delivery.id
  }
  return recovery
}
