import { expect, test } from 'vitest'
import { decideDiscard } from './decide-discard.ts'
import { decideRedrive } from './decide-redrive.ts'
import type { Delivery } from './delivery.ts'
import { createDelivery, hourMs, now } from './example.ts'

const dead = { status: 'dead', attempts: 3, deferrals: 2, deadAt: now, deadReason: 'rejected: 550' } as const
const redeemed = { link: { state: 'redeemed', keyId: null } } as const

test('a redrive restarts the time until the deadline and the retry schedule', () => {
  const { change, outcome } = decideRedrive(createDelivery({ ...dead, deadline: now - 5 }), now)
  expect(outcome).toBe('redriven')
  expect(change).toMatchObject({
    event: 'delivery.redriven',
    after: {
      status: 'queued',
      attempts: 3,
      deferrals: 0,
      deadline: now + hourMs,
      redrivenAt: now,
      deadReason: null,
    },
  })
})

test('a second redrive restarts the same time again', () => {
  const again = createDelivery({ ...dead, createdAt: 0, redrivenAt: now - hourMs, deadline: now })
  expect(decideRedrive(again, now).change?.after.deadline).toBe(now + hourMs)
})

const obstacles: [string, Partial<Delivery>][] = [
  ['sent', { status: 'sent' }],
  ['open', { status: 'waiting' }],
  ['open', { status: 'sending' }],
  ['discarded', { ...dead, discardedAt: now }],
  ['redeemed', { ...dead, ...redeemed }],
  ['revoked', { ...dead, link: { state: 'revoked', keyId: null } }],
  ['address_missing', { ...dead, hasAddress: false }],
]

test.each(obstacles)('a delivery is not redriven: %s', (outcome, state) => {
  expect(decideRedrive(createDelivery(state), now)).toEqual({ outcome })
})

test('a delivery that died again since it was picked is neither redriven nor discarded', () => {
  const letter = createDelivery(dead)
  for (const decide of [decideRedrive, decideDiscard]) {
    expect(decide(letter, now, { afterAttempts: 2 })).toEqual({ outcome: 'died_again' })
    expect(decide(letter, now, { afterAttempts: 3 }).change).toBeDefined()
  }
  const sent = createDelivery({ status: 'sent', attempts: 3 })
  expect(decideRedrive(sent, now, { afterAttempts: 2 })).toEqual({ outcome: 'sent' })
})

test('a notice is redriven although its link was redeemed, and a webhook also without an address', () => {
  for (const more of [{ kind: 'notice' }, { kind: 'webhook', hasAddress: false }] as const)
    expect(decideRedrive(createDelivery({ ...dead, ...redeemed, ...more }), now).outcome).toBe('redriven')
})

test('a dead delivery is discarded once; an open or sent delivery is not discarded', () => {
  const { change, outcome } = decideDiscard(createDelivery(dead), now)
  expect({ outcome, reason: change?.after.deadReason }).toEqual({
    outcome: 'discarded',
    reason: 'discarded: rejected: 550',
  })
  expect(decideDiscard(createDelivery({ ...dead, discardedAt: now }), now)).toEqual({ outcome: 'discarded' })
  expect(decideDiscard(createDelivery({ status: 'queued' }), now)).toEqual({ outcome: 'open' })
  expect(decideDiscard(createDelivery({ status: 'sent' }), now)).toEqual({ outcome: 'sent' })
})
