import { expect, test } from 'vitest'
import { decideClaim } from './decide-claim.ts'
import { createDelivery, hourMs, now } from './example.ts'

const terms = { keyIds: { current: 'k1', known: ['k1'] }, linkLifetimeMs: hourMs, leaseMs: 15_000 }
const pause = { kind: 'organization', reason: 'moving', since: now, endsAt: null } as const
const decide = (more: Parameters<typeof createDelivery>[0], redriveAfter?: number) =>
  decideClaim(createDelivery({ pause, ...more }), [{ redriveAfter }], terms, now)

const attempted = { status: 'sending', attempts: 1, outcomes: { 1: null } } as const
const declined = { answers: [{ verdict: 'paused', retryInMs: 15_000, latestInMs: hourMs }] }
const retryInMs = (more: Parameters<typeof createDelivery>[0], redriveAfter?: number) => {
  const [answer] = decide(more, redriveAfter).answers
  return answer && 'retryInMs' in answer ? answer.retryInMs : undefined
}

test('a paused delivery is not claimed and does not change, and its job comes back', () => {
  expect(decide({})).toEqual(declined)
  expect(decide({ ...attempted, claimedUntil: now })).toEqual(declined)
  for (const kind of ['mail', 'webhook'] as const)
    expect(decide({ pause: { ...pause, kind } }).answers).toMatchObject([
      { verdict: 'paused', retryInMs: 1_000 },
    ])
})

test.each([
  [60_000, 15_000],
  [600_000, 60_000],
  [24 * hourMs, 300_000],
])('the job of an organization paused for %i ms comes back after %i ms', (ageMs, expected) => {
  expect(retryInMs({ pause: { ...pause, since: now - ageMs } })).toBe(expected)
})

test('a job comes back no later than the pause or the delivery’s time ends', () => {
  const old = { ...pause, since: now - 24 * hourMs }
  expect(retryInMs({ pause: { ...old, endsAt: now + 7_000 } })).toBe(7_000)
  expect(retryInMs({ pause: old, deadline: now + 6_000 })).toBe(6_000)
  const dead = { status: 'dead', attempts: 2, deadReason: 'x', deadline: now - 1 } as const
  expect(retryInMs({ ...dead, pause: old }, 2)).toBe(300_000)
})

test('a retried job redrives nothing before the pause ends', () => {
  const dead = { status: 'dead', attempts: 2, deadReason: 'x' } as const
  expect(decide(dead, 2)).toEqual({ answers: [{ verdict: 'paused', retryInMs: 15_000, latestInMs: null }] })
  expect(decide(dead, 1).answers).toMatchObject([{ verdict: 'dead' }])
})

test('what ends a delivery ends a paused one too', () => {
  const revoked = { link: { state: 'revoked', keyId: null } } as const
  expect(decide(revoked).answers).toMatchObject([{ verdict: 'dead', reason: 'the link was revoked' }])
  const reason = 'the deadline passed while mail of the organization was paused: moving'
  expect(decide({ deadline: now }).answers).toEqual([{ verdict: 'dead', reason, attempts: 0 }])
})

test('an attempt under way goes on, and what was sent stays sent', () => {
  expect(decide({ ...attempted, claimedUntil: now + 500 }).answers).toMatchObject([{ verdict: 'busy' }])
  expect(decide({ status: 'sent' }).answers).toEqual([{ verdict: 'sent' }])
})
