import { deadLetterTexts } from '@passlink/messages'
import type { TimelineStep } from '@passlink/store'
import type { Child } from 'hono/jsx'
import { maySeeAudit, type Operator } from '../access/operator.ts'
import { OutcomeBadge, StatusBadge } from '../dead-letters/badges.tsx'
import { Badge } from '../frame/badge.tsx'
import { durationOf } from '../overview/amounts.ts'
import { deliveriesOf } from './deliveries-of.ts'

/** A step for people. The facts are beside its time. */
export type DescribedStep = { title: Child; detail?: Child; facts?: Child[] }

type Step<Name extends TimelineStep['step']> = Extract<TimelineStep, { step: Name }>
type DoneBy = Step<'operated'>['by']

const names = { link: 'Link', notice: 'Notice', webhook: 'Webhook' }

/** Describes a step for an operator. Only those who may see the audit see from where another did something. */
export function describeStep(step: TimelineStep, operator: Operator): DescribedStep {
  const by = (done: DoneBy | null) => describeOperator(done, operator)
  switch (step.step) {
    case 'recorded':
      return describeRecorded(step)
    case 'attempt':
      return describeAttempt(step)
    case 'sent':
      return { title: 'Sent' }
    case 'retry':
      return { title: 'Next attempt' }
    case 'dead':
      return { title: 'Died', detail: step.reason }
    case 'reported':
      return { title: deadLetterTexts.reports[step.report], detail: step.detail, facts: [step.status] }
    case 'redriven':
      return {
        title: 'Redriven',
        detail: step.by ? by(step.by) : 'by a retry of its job, or the audit does not say by whom',
      }
    case 'discarded':
      return { title: 'Discarded', detail: by(step.by) }
    case 'link':
      return { title: `Link ${step.change}`, detail: step.because }
    case 'passkey':
      return { title: `Passkey ${step.change}`, detail: step.name }
    case 'suppression_lifted':
      return { title: 'Suppression lifted', detail: by(step.by), facts: [step.reason] }
    case 'related':
      return describeRelated(step)
    case 'operated':
      return { title: <code>{step.action}</code>, detail: by(step.by) }
  }
}

function describeRecorded({ details, requester, event }: Step<'recorded'>): DescribedStep {
  const { application, location, timeZone, userAgent } = details ?? {}
  const detail = requester ? (
    <>
      for them by{' '}
      <a href={deliveriesOf({ user: requester.userId })}>{requester.displayName ?? requester.userId}</a>
    </>
  ) : (
    event && `reports ${event}`
  )
  return { title: 'Recorded and queued', detail, facts: [application, location ?? timeZone, userAgent] }
}

function describeAttempt(step: Step<'attempt'>): DescribedStep {
  const { number, outcome, relay, command, detail, smtpCode, enhancedCode, durationMs } = step
  const codes = [smtpCode, enhancedCode].filter(code => code !== null && !detail?.includes(String(code)))
  return {
    title: (
      <>
        Attempt <strong>{number}</strong>{' '}
        {outcome ? <OutcomeBadge outcome={outcome} /> : <Badge kind="sending">under way</Badge>}
      </>
    ),
    detail,
    facts: [
      durationMs !== null && `took ${durationOf(durationMs)}`,
      relay,
      command && `at ${deadLetterTexts.commands[command] ?? command}`,
      codes.join(' '),
    ],
  }
}

function describeRelated({ kind, event, status, reason, deliveryId }: Step<'related'>): DescribedStep {
  return {
    title: (
      <>
        {names[kind]} <StatusBadge status={status} />
      </>
    ),
    detail: (
      <>
        <a href={`/deliveries/${deliveryId}`}>{event ? `about ${event}` : 'of the same link'}</a>
        {reason && `: ${reason}`}
      </>
    ),
  }
}

function describeOperator(done: DoneBy | null, operator: Operator): string {
  if (!done) return 'The audit does not say by whom.'
  const { name, operator: id, address } = done
  const who = name === null || name === id ? id : `${name} (${id})`
  return `by ${who}${maySeeAudit(operator) && address ? ` from ${address}` : ''}`
}
