import { expect, test } from 'vitest'
import { decideHold, heldReason } from './decide-hold.ts'
import { decideRedrive } from './decide-redrive.ts'
import { createDelivery, now } from './example.ts'

test.each([
  { status: 'queued' },
  { status: 'waiting', attempts: 1, outcomes: { 1: 'deferred' }, dueAt: now + 1 },
] as const)('a $status delivery is held as dead, and can be redriven', state => {
  const { change, outcome } = decideHold(createDelivery(state), now)
  expect(outcome).toBe('held')
  expect(change?.after).toMatchObject({ status: 'dead', deadAt: now, deadReason: heldReason, dueAt: null })
  expect(change && decideRedrive(change.after, now).outcome).toBe('redriven')
})

test('a delivery is not held during an attempt; if the claim has lapsed, it is, and the attempt becomes unknown', () => {
  const sending = { status: 'sending', attempts: 1, outcomes: { 1: null } } as const
  expect(decideHold(createDelivery({ ...sending, claimedUntil: now + 1 }), now)).toEqual({ outcome: 'busy' })
  const { change } = decideHold(createDelivery({ ...sending, claimedUntil: now }), now)
  expect(change?.finished).toMatchObject([{ number: 1, outcome: 'unknown' }])
})

test.each([{ status: 'sent' }, { status: 'dead', deadReason: 'x' }] as const)(
  'what has ended is not changed: %j',
  state => {
    expect(decideHold(createDelivery(state), now)).toEqual({ outcome: 'ended' })
  },
)
