import { expect, test } from 'vitest'
import { decideExpire } from './decide-expire.ts'
import { createDelivery, now } from './example.ts'

const overdue = { deadline: now } as const
const reason = 'the deadline passed before the mail could be sent'

test.each([
  { status: 'queued' },
  { status: 'waiting', attempts: 1, outcomes: { 1: 'deferred' }, dueAt: now + 1 },
] as const)('an overdue $status delivery expires', state => {
  expect(decideExpire(createDelivery({ ...overdue, ...state }), now).change?.after).toMatchObject({
    status: 'dead',
    deadReason: reason,
    dueAt: null,
  })
})

test('a delivery does not expire during an attempt; if the claim has lapsed, it expires and the attempt becomes unknown', () => {
  const sending = { ...overdue, status: 'sending', attempts: 1, outcomes: { 1: null } } as const
  expect(decideExpire(createDelivery({ ...sending, claimedUntil: now + 1 }), now)).toEqual({})
  const { change } = decideExpire(createDelivery({ ...sending, claimedUntil: now }), now)
  expect(change?.finished).toMatchObject([{ number: 1, outcome: 'unknown' }])
  expect(change?.after.deadReason).toBe(
    `${reason}; the answer to an attempt was lost: the mail may have arrived`,
  )
})

test.each([
  { status: 'queued', deadline: now + 1 },
  { status: 'sent' },
  { status: 'dead', deadReason: 'x' },
] as const)('a delivery that is not overdue or not open does not expire: %j', state => {
  expect(decideExpire(createDelivery({ ...overdue, ...state }), now)).toEqual({})
})

test.each([
  ['mail', 'link', 'the deadline passed while mail was paused: moving'],
  ['organization', 'notice', 'the deadline passed while mail of the organization was paused: moving'],
  ['webhook', 'webhook', 'the deadline passed while webhooks were paused: moving'],
] as const)(
  'while %s is paused the reason of an expired %s names the pause, before all else',
  (of, kind, expected) => {
    const paused = createDelivery({
      ...overdue,
      kind,
      pause: { kind: of, reason: 'moving', since: now, endsAt: null },
    })
    const troubles = { relaysPaused: 'full', webhookTrouble: 'no route' }
    expect(decideExpire(paused, now, troubles).change?.after.deadReason).toBe(expected)
  },
)

test('the reason of an expired webhook names the webhook and what is known to keep webhooks from being sent', () => {
  const webhook = createDelivery({ ...overdue, kind: 'webhook' })
  const expired = 'the deadline passed before the webhook could be sent'
  expect(decideExpire(webhook, now).change?.after.deadReason).toBe(expired)
  const trouble = { webhookTrouble: 'no route' }
  expect(decideExpire(webhook, now, trouble).change?.after.deadReason).toBe(`${expired}: no route`)
  expect(decideExpire(createDelivery(overdue), now, trouble).change?.after.deadReason).toBe(reason)
})

test('the reason of an expired mail tells why all relays are paused', () => {
  const { change } = decideExpire(createDelivery(overdue), now, { relaysPaused: 'moving' })
  expect(change?.after.deadReason).toBe('the deadline passed while all relays were paused: moving')
})
