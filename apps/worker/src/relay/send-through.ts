import type { Span } from '@passlink/runtime'
import type { AttemptAnswer } from '../attempt-answer.ts'
import type { Mail } from '../mail/create-render.ts'
import type { Phase } from './create-conversation.ts'
import { healthReport, type Subjects, silenceReport } from './health-report.ts'
import type { Answer, Connection } from './open-connection.ts'
import type { Relay } from './open-relay.ts'
import type { Permit } from './permit.ts'
import { sendTraced } from './send-traced.ts'
import { startAfter } from './start-after.ts'

/** What decides whether a mail may still be sent. */
export type Guard = {
  /** False, permanently, once nothing must be sent any more. */
  isOpen: () => boolean
  /** Called when a relay is ready for the content. Resolves to why nothing must be sent, if so. */
  refuse: () => Promise<string | undefined>
}

export type Sending = {
  mail: Mail
  guard: Guard
  subjects: Subjects
  /** The relay that deferred the mail the last time: it is tried last. */
  deferredBy: string | null
  /** How long the mail can wait for a connection to a relay. */
  waitMs: number
  /** Called when a relay is silent and the attempt waits for it. */
  onWait: () => void
  /** The span of the attempt, if it is traced. */
  span?: Span | undefined
}

/**
 * Sends a mail through the relays of a permit: the next relay is tried only if the last one has not got the mail
 * (`not_sent`). Nothing is sent once the guard is closed.
 */
export async function sendThrough(
  permit: Permit,
  { mail, guard, subjects, deferredBy, waitMs, onWait, span }: Sending,
): Promise<AttemptAnswer> {
  const [granted] = permit.relays
  const [first, ...others] = startAfter(permit.relays, deferredBy)
  let left = others
  let answer = await tryRelay(first)
  while (answer.outcome === 'not_sent' && guard.isOpen() && !permit.isStopping()) {
    const [relay, ...rest] = left
    if (!relay) break
    left = rest
    answer = await tryRelay(relay)
  }
  return answer

  async function tryRelay(relay: Relay): Promise<AttemptAnswer> {
    const { name, connections } = relay
    if (relay !== granted && !(await permit.waitForTurn(relay))) return notSent(name, 'the worker stops')
    const until = performance.now() + waitMs
    for (;;) {
      const connection = await connections.acquire(permit.isStopping() ? 0 : until - performance.now())
      if (!connection) return notSent(name, 'no connection to the relay became free')
      try {
        // The relay may have been found away, or paused, while this mail waited for a connection or for its pace.
        if (permit.canUse(relay)) await permit.pace(relay)
        if (!permit.canUse(relay)) return notSent(name, 'the relay is away or paused')
        const { phase, ...answer } = await sendOver(connection, relay)
        if (isRefusal(phase, answer) && connections.limit(connection)) continue
        // A mail that was not sent because of the guard is no failure of the relay.
        if (answer.outcome !== 'not_sent' || guard.isOpen())
          permit.report(relay, healthReport({ phase, ...answer }, subjects))
        return { ...answer, relay: name }
      } finally {
        connections.release(connection)
      }
    }
  }

  function sendOver(connection: Connection, relay: Relay): Promise<Answer> {
    function onSilence(phase: Phase): boolean {
      permit.report(relay, silenceReport(phase, subjects))
      const givesUp = permit.isStopping() || left.some(permit.canUse)
      if (!givesUp || phase === 'dot') onWait()
      return givesUp
    }
    const steps = { refuse: guard.refuse, onSilence }
    return span ? sendTraced(span, relay, connection, mail, steps) : connection.send(mail, steps)
  }
}

/** Whether the relay, or a proxy before it, did not let the connection in, as is usual beyond a limit of connections. */
function isRefusal(phase: Phase, { outcome, smtpCode, detail }: Omit<Answer, 'phase'>): boolean {
  if (outcome !== 'not_sent' || !['connect', 'greeting', 'login'].includes(phase)) return false
  if (smtpCode === null) return /closed|ECONNREFUSED|ECONNRESET/.test(detail)
  return smtpCode >= 400 && smtpCode < 500
}

const noReply = { smtpCode: null, enhancedCode: null, command: null, retryAfterMs: null }

function notSent(relay: string, detail: string): AttemptAnswer {
  return { ...noReply, relay, outcome: 'not_sent', detail }
}
