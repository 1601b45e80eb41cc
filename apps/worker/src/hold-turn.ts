import { every } from '@passlink/runtime'
import type { KeepTurn } from '@passlink/store'

/**
 * Extends a turn every `everyMs` until `work` has ended. The signal of `work` is aborted by `stopping`, and once another
 * process has the turn.
 */
export async function holdTurn(
  keepTurn: KeepTurn,
  { everyMs, stopping }: { everyMs: number; stopping: AbortSignal },
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const losing = new AbortController()
  const { signal: lost } = losing
  async function extend() {
    // Once lost the turn is not taken again, since nobody works any more.
    if (!lost.aborted && !(await keepTurn())) losing.abort()
  }
  // A turn that could not be extended is still this process's until another takes it.
  const extending = every(everyMs, extend, { onError() {} })
  try {
    await work(AbortSignal.any([stopping, lost]))
  } finally {
    await extending.stop()
  }
}
