import { setTimeout as pause } from 'node:timers/promises'
import type { SSEStreamingApi } from 'hono/streaming'
import { everyMs, type ReadFigures } from './read-figures.tsx'

type Options = {
  readFigures: ReadFigures
  /** Whether whoever looks still may. Rejects if that is not known. */
  mayLook: () => Promise<boolean>
  /** Aborted when the client has left, or is to leave. */
  signal: AbortSignal
  /** Ends the connection of a client that does not read, so that what is written to it ends. */
  cutOff: () => void
}

// A client that reads nothing for so long is gone, or makes us keep what it does not read.
const stalledMs = 20_000

/**
 * Sends the figures at once and then every five seconds, at the same moment to everybody, until `signal` is aborted. The
 * events: `figures` with HTML, `away` while the database does not answer, and a last `ended` if `mayLook` says no.
 */
export async function sendEvents(
  stream: Pick<SSEStreamingApi, 'writeSSE'>,
  { readFigures, mayLook, signal, cutOff }: Options,
): Promise<void> {
  async function send(event: string, data: string) {
    const stalled = setTimeout(cutOff, stalledMs)
    signal.addEventListener('abort', cutOff)
    await stream.writeSSE({ event, data })
    signal.removeEventListener('abort', cutOff)
    clearTimeout(stalled)
  }

  while (!signal.aborted) {
    const may = await mayLook().catch(() => undefined)
    if (may === false) return send('ended', '')
    const figures = may ? await readFigures() : undefined
    if (signal.aborted) return
    await (figures === undefined ? send('away', '') : send('figures', figures))
    await pause(everyMs - (Date.now() % everyMs), undefined, { signal }).catch(() => {})
  }
}
