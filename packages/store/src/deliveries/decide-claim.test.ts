import { describe, expect, test } from 'vitest'
import { decideClaim } from './decide-claim.ts'
import { createDelivery, hourMs, now } from './example.ts'

const terms = { keyIds: { current: 'k2', known: ['k1', 'k2'] }, linkLifetimeMs: hourMs, leaseMs: 15_000 }
const decide = (more: Parameters<typeof createDelivery>[0], ...redriveAfter: (number | undefined)[]) => {
  const wishes = redriveAfter.length > 0 ? redriveAfter : [undefined]
  return decideClaim(
    createDelivery(more),
    wishes.map(after => ({ redriveAfter: after })),
    terms,
    now,
  )
}
const lost = '; the answer to an attempt was lost: the mail may have arrived'

test('a queued delivery is claimed for its first attempt, with a lease and a fresh lifetime for its link', () => {
  const { change, answers } = decide({})
  expect(answers).toEqual([{ verdict: 'claimed', attempt: 1, deferrals: 0 }])
  expect(change).toMatchObject({
    begun: 1,
    finished: [],
    opened: { keyId: 'k2', expiresAt: now + hourMs },
    after: { status: 'sending', attempts: 1, claimedUntil: now + 15_000 },
  })
})

test.each([
  { keyId: 'k1', stays: 'k1' },
  { keyId: 'gone', stays: 'k2' },
])('a link keeps its key as long as that is in the ring: $keyId', ({ keyId, stays }) => {
  expect(decide({ link: { state: 'open', keyId } }).change?.opened?.keyId).toBe(stays)
})

test('of claims made together the first begins an attempt and the others are busy', () => {
  expect(decide({}, undefined, undefined).answers).toEqual([
    { verdict: 'claimed', attempt: 1, deferrals: 0 },
    { verdict: 'busy', retryInMs: 15_000 },
  ])
})

const attempted = { status: 'sending', attempts: 1, outcomes: { 1: null } } as const

test('a claim excludes others until it lapses', () => {
  expect(decide({ ...attempted, claimedUntil: now + 500 })).toEqual({
    answers: [{ verdict: 'busy', retryInMs: 500 }],
  })
})

test('a claim that has lapsed is taken over, and its attempt written off', () => {
  const { change, answers } = decide({ ...attempted, claimedUntil: now })
  expect(answers).toMatchObject([{ verdict: 'claimed', attempt: 2 }])
  expect(change?.finished).toMatchObject([{ number: 1, outcome: 'unknown' }])
})

test('a retry is early until a second before it is due', () => {
  const waiting = { status: 'waiting', attempts: 1, outcomes: { 1: 'deferred' } } as const
  expect(decide({ ...waiting, dueAt: now + 1_001 }).answers).toEqual([{ verdict: 'early', retryInMs: 1_001 }])
  expect(decide({ ...waiting, dueAt: now + 1_000 }).answers).toMatchObject([{ verdict: 'claimed' }])
})

describe('nothing is begun for', () => {
  test.each([
    { link: { state: 'redeemed', keyId: null } as const, reason: 'the link was redeemed already' },
    { link: { state: 'revoked', keyId: null } as const, reason: 'the link was revoked' },
    { deadline: now, reason: 'the deadline passed before the mail could be sent' },
    { hasAddress: false, reason: 'the person has no verified address any more' },
  ])('$reason', ({ reason, ...more }) => {
    const { change, answers } = decide(more)
    expect(answers).toEqual([{ verdict: 'dead', reason, attempts: 0 }])
    expect(change?.after).toMatchObject({ status: 'dead', deadAt: now, deadReason: reason, dueAt: null })
  })

  test('a delivery that was sent', () => {
    expect(decide({ status: 'sent' })).toEqual({ answers: [{ verdict: 'sent' }] })
  })
})

test('a notice and a webhook need nothing of their link, and a webhook no address', () => {
  const redeemed = { link: { state: 'redeemed', keyId: null } } as const
  for (const more of [{ kind: 'notice' }, { kind: 'webhook', hasAddress: false }] as const) {
    const { change, answers } = decide({ ...more, ...redeemed })
    expect(answers).toMatchObject([{ verdict: 'claimed' }])
    expect(change?.opened).toBeUndefined()
  }
})

test('a reason for death says where an answer was lost, be it just now', () => {
  const ends = { ...attempted, deadline: now, claimedUntil: now }
  expect(decide(ends).answers).toMatchObject([{ reason: expect.stringContaining(lost) }])
  const before = {
    status: 'waiting',
    attempts: 1,
    outcomes: { 1: 'unknown' },
    dueAt: now,
    deadline: now,
  } as const
  expect(decide(before).answers).toMatchObject([{ reason: expect.stringContaining(lost) }])
})

describe('a dead delivery', () => {
  const dead = {
    status: 'dead',
    attempts: 2,
    deadAt: now,
    deadReason: 'rejected: 550',
    deadline: now,
  } as const

  test('stays dead where no request redrives it', () => {
    expect(decide(dead)).toEqual({ answers: [{ verdict: 'dead', reason: 'rejected: 550', attempts: 2 }] })
  })

  test('is redriven where it is dead since the attempt that the job names, with all of its time', () => {
    const { change, answers } = decide({ ...dead, deferrals: 3 }, 2)
    expect(answers).toEqual([{ verdict: 'claimed', attempt: 3, deferrals: 0 }])
    expect(change).toMatchObject({
      event: 'delivery.redriven',
      after: { deadline: now + hourMs, redrivenAt: now, deadAt: null, deadReason: null },
    })
  })

  test.each([1, 3])('stays dead for a job that names attempt %i', redriveAfter => {
    expect(decide(dead, redriveAfter).answers).toMatchObject([{ verdict: 'dead' }])
  })

  test('stays dead once it was discarded', () => {
    expect(decide({ ...dead, discardedAt: now }, 2).answers).toMatchObject([{ verdict: 'dead' }])
  })
})
