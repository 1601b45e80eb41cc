import type { HealthReport } from '@passlink/store'
import { breachOf } from '../breach.ts'
import type { RelayRules } from './rules.ts'
import {
  type Mail,
  type MovesOfRelay,
  now,
  type Relay,
  type RelayWorld,
  type Trouble,
  troubled,
} from './world.ts'

const random = 0.5
const runMax = 3

/** A relay answers a mail, or is reported to be silent about it and answers later. */
export const answering: MovesOfRelay = (relay, _, rules, to) =>
  relay.inFlight.flatMap((flying, index) => {
    const { mail, isReported } = flying
    const ends = answersTo(mail, relay).map(answer => {
      const given = rules.healthReport({ ...answer, ...noReply }, mail)
      const after = judged(given, relay, troubleAfter(answer, mail, relay), rules)
      const inFlight = relay.inFlight.toSpliced(index, 1)
      return to(
        `answers ${mail.delivery}: ${answer.outcome}`,
        'step',
        { ...after.relay, inFlight },
        after.world,
      )
    })
    if (relay.does !== 'fail' || isReported) return ends
    const given = rules.silenceReport(failure.phase, mail)
    const after = judged(given, relay, troubleAfter(failure, mail, relay), rules)
    const inFlight = relay.inFlight.with(index, { mail, isReported: true })
    return [
      ...ends,
      to(`is silent about ${mail.delivery}`, 'step', { ...after.relay, inFlight }, after.world),
    ]
  })

type Answer = {
  outcome: 'accepted' | 'rejected' | 'deferred' | 'not_sent' | 'unknown'
  phase: 'greeting' | 'rcpt' | 'dot'
}

const noReply = { smtpCode: null, enhancedCode: null, command: null, detail: '', retryAfterMs: null }

const failure: Answer = { outcome: 'not_sent', phase: 'greeting' }
const deferral: Answer = { outcome: 'deferred', phase: 'rcpt' }
const acceptance: Answer = { outcome: 'accepted', phase: 'dot' }
const troubles: Answer[] = [
  deferral,
  { outcome: 'rejected', phase: 'rcpt' },
  { outcome: 'unknown', phase: 'dot' },
]

function answersTo({ recipient }: Mail, { does }: Relay): Answer[] {
  if (does === 'fail') return [failure]
  if (does === 'defer') return [deferral]
  return recipient === troubled ? [acceptance, ...troubles] : [acceptance]
}

/** Before RCPT a relay fails whatever the mail is; after that its recipient may be the cause. */
function troubleAfter(
  { outcome, phase }: Answer,
  { delivery, recipient }: Mail,
  { failed, deferred }: Trouble,
): Trouble {
  const including = (known: readonly string[], subject: string) => [...new Set([...known, subject])].sort()
  switch (outcome) {
    case 'accepted':
      return { failed: [], deferred: [] }
    case 'rejected':
      return { failed: [], deferred }
    case 'deferred':
      return { failed, deferred: including(deferred, recipient) }
    case 'not_sent':
    case 'unknown':
      return { failed: including(failed, phase === 'greeting' ? delivery : recipient), deferred }
  }
}

type Judged = { relay: Pick<Relay, 'health' | keyof Trouble>; world: Pick<RelayWorld, 'breach'> }

/** The health of a relay after a report, and whether it follows from what really went wrong. */
export function judged(
  report: HealthReport,
  { health: before }: Relay,
  { failed, deferred }: Trouble,
  { next }: RelayRules,
): Judged {
  const health = next(before, report, now, random)
  const wasAway = before.awayUntil !== null
  const isAway = health.awayUntil !== null
  const isRun = failed.length >= runMax || deferred.length >= runMax
  const isProbed = report.kind === 'probed'
  const isCured = before.reason === 'deferring' && report.kind === 'accepted'
  const breach = breachOf({
    'a relay goes away although no three in a row had trouble': !wasAway && isAway && !isRun,
    'a relay stays although three in a row had trouble': !wasAway && !isAway && isRun,
    'a relay is back although it passed no probe': wasAway && !isAway && !isProbed && !isCured,
    'a relay that defers is still away although it accepted a mail': wasAway && isAway && isCured,
  })
  // What happens while a relay is away does not count.
  const counted = wasAway || isAway ? { failed: [], deferred: [] } : { failed, deferred }
  return { relay: { health, ...counted }, world: { breach } }
}
