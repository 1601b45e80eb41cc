import { describe, expect, test } from 'vitest'
import { decideClaim } from './decide-claim.ts'
import { createDelivery, hourMs, now } from './example.ts'

const terms = { keyIds: { current: 'k2', known: ['k1', 'k2'] }, linkLifetimeMs: hourMs, leaseMs: 15_000 }
const decide = (more: Parameters<typeof createDelivery>[0], ...redriveAfter: (number | undefined)[]) => {
  const claims = redriveAfter.length > 0 ? redriveAfter : [undefined]
  return decideClaim(
    createDelivery(more),
    claims.map(after => ({ redriveAfter: after })),
    terms,
    now,
  )
}
const warning = '; the answer to an attempt was lost: the mail may have arrived'

test('a claim of a queued delivery begins the first attempt, sets a lease and restarts the lifetime of the link', () => {
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
  { keyId: 'k1', expected: 'k1' },
  { keyId: 'gone', expected: 'k2' },
])(
  'a link keeps its key while the key is in the ring, and gets the current key otherwise: $keyId',
  ({ keyId, expected }) => {
    expect(decide({ link: { state: 'open', keyId } }).change?.opened?.keyId).toBe(expected)
  },
)

test('the first of concurrent claims begins an attempt, and the others are busy', () => {
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

test('a lapsed claim is taken over, and its attempt becomes unknown', () => {
  const { change, answers } = decide({ ...attempted, claimedUntil: now })
  expect(answers).toMatchObject([{ verdict: 'claimed', attempt: 2 }])
  expect(change?.finished).toMatchObject([{ number: 1, outcome: 'unknown' }])
})

test('a retry is early until a second before it is due', () => {
  const waiting = { status: 'waiting', attempts: 1, outcomes: { 1: 'deferred' } } as const
  expect(decide({ ...waiting, dueAt: now + 1_001 }).answers).toEqual([{ verdict: 'early', retryInMs: 1_001 }])
  expect(decide({ ...waiting, dueAt: now + 1_000 }).answers).toMatchObject([{ verdict: 'claimed' }])
})

describe('no attempt begins if', () => {
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

  test('it is an overdue webhook; the reason tells what keeps webhooks from being sent', () => {
    const webhook = createDelivery({ kind: 'webhook', deadline: now })
    expect(decideClaim(webhook, [{}], { ...terms, webhookTrouble: 'no route' }, now).answers).toMatchObject([
      { verdict: 'dead', reason: 'the deadline passed before the webhook could be sent: no route' },
    ])
  })

  test('the delivery was sent', () => {
    expect(decide({ status: 'sent' })).toEqual({ answers: [{ verdict: 'sent' }] })
  })
})

test('a notice and a webhook are claimed although their link was redeemed, and a webhook also without an address', () => {
  const redeemed = { link: { state: 'redeemed', keyId: null } } as const
  for (const more of [{ kind: 'notice' }, { kind: 'webhook', hasAddress: false }] as const) {
    const { change, answers } = decide({ ...more, ...redeemed })
    expect(answers).toMatchObject([{ verdict: 'claimed' }])
    expect(change?.opened).toBeUndefined()
  }
})

test('the reason for death warns that the answer to an earlier or to the last attempt was lost', () => {
  const lapsed = { ...attempted, deadline: now, claimedUntil: now }
  expect(decide(lapsed).answers).toMatchObject([{ reason: expect.stringContaining(warning) }])
  const unknown = {
    status: 'waiting',
    attempts: 1,
    outcomes: { 1: 'unknown' },
    dueAt: now,
    deadline: now,
  } as const
  expect(decide(unknown).answers).toMatchObject([{ reason: expect.stringContaining(warning) }])
})

describe('a dead delivery', () => {
  const dead = {
    status: 'dead',
    attempts: 2,
    deadAt: now,
    deadReason: 'rejected: 550',
    deadline: now,
  } as const

  test('stays dead if no claim redrives it', () => {
    expect(decide(dead)).toEqual({ answers: [{ verdict: 'dead', reason: 'rejected: 550', attempts: 2 }] })
  })

  test('is redriven with a full deadline if it has been dead since the attempt that the job names', () => {
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

  test('stays dead after it was discarded', () => {
    expect(decide({ ...dead, discardedAt: now }, 2).answers).toMatchObject([{ verdict: 'dead' }])
  })
})
