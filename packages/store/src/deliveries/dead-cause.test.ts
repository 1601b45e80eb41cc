import { expect, test } from 'vitest'
import { causeOfDeath, deadCauses } from './dead-cause.ts'
import { decideSettle, type Outcome } from './decide-settle.ts'
import type { Delivery } from './delivery.ts'
import { endAsDead, reasonToEnd } from './end.ts'
import { createDelivery, now } from './example.ts'

const overdue = { deadline: now }
const pause = { kind: 'organization', reason: 'rejected: by us', since: 0, endsAt: null } as const

const ends: [expected: string, Partial<Delivery>][] = [
  ['link_ended', { link: { state: 'redeemed', keyId: null } }],
  ['link_ended', { link: { state: 'revoked', keyId: null } }],
  ['deadline', overdue],
  ['deadline', { ...overdue, kind: 'webhook' }],
  ['paused', { ...overdue, pause }],
  ['address', { hasAddress: false }],
  ['suppressed', { suppression: 'mail came back: rejected: 550' }],
]

test.each(ends)('a delivery that must end has the cause %s: %o', (expected, state) => {
  const delivery = createDelivery(state)
  const cause = reasonToEnd(delivery, now) ?? ''
  const lost = createDelivery({ ...state, status: 'sending', attempts: 1, outcomes: { 1: null } })
  for (const { reason } of [endAsDead(delivery, cause, now), endAsDead(lost, cause, now)])
    expect(causeOfDeath(reason)).toBe(expected)
})

const sending = createDelivery({
  status: 'sending',
  attempts: 1,
  outcomes: { 1: null },
  claimedUntil: now + 1_000,
})
const outcome = (more: Partial<Outcome>): Outcome => ({
  attempt: 1,
  outcome: 'rejected',
  relay: 'relay:25',
  smtpCode: 550,
  enhancedCode: null,
  command: null,
  detail: '550 the deadline was missed',
  retryInMs: null,
  ...more,
})

test.each([
  ['rejected', outcome({})],
  ['deadline', outcome({ outcome: 'deferred', retryInMs: 365 * 86_400_000 })],
  ['other', outcome({ outcome: 'unknown', detail: 'its outcome could not be recorded' })],
] as const)('an attempt that ends a delivery gives it the cause %s', (expected, settled) => {
  const late = { ...sending, deadline: now + 1 }
  const [answer] = decideSettle(late, [settled], now).answers
  expect(answer?.status).toBe('dead')
  expect(causeOfDeath((answer as { reason: string }).reason)).toBe(expected)
})

test('every cause can be the cause of a death', () => {
  const found = [...ends.map(([cause]) => cause), 'rejected', 'other']
  expect([...new Set(found)].sort()).toEqual([...deadCauses].sort())
})
