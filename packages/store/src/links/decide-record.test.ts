import { expect, test } from 'vitest'
import { decideRecord, type RecordFacts } from './decide-record.ts'
import type { LinkLimits, LinkRequest } from './link-request.ts'

const hourMs = 3_600_000
const now = 1_000 * hourMs
const alice = { organizationId: 'acme', email: 'a@acme.example', emailVerified: true }

const request: LinkRequest = {
  userId: 'alice',
  actingUserId: null,
  requestId: 'r',
  deliveryDeadlineMs: hourMs,
  returned: null,
  urlTemplate: null,
  idempotency: null,
}
const facts = (more: Partial<RecordFacts> = {}): RecordFacts => ({
  now,
  startedAt: now,
  people: new Map([['alice', alice]]),
  keys: new Map(),
  spentUntil: new Map(),
  ...more,
})
const unlimited = { perUser: null, perOrganization: null }
const onePerHour = { max: 1, windowMs: hourMs }

function decide(requests: LinkRequest[], known = facts(), limits: LinkLimits = unlimited) {
  let ids = 0
  return decideRecord(requests, known, limits, () => `id-${++ids}`)
}
const outcomesOf = (...parameters: Parameters<typeof decide>) =>
  decide(...parameters).answers.map(({ outcome }) => outcome)

test('a link is recorded with a new id, and with a delivery unless it is returned', () => {
  const returned = { keyId: 'k1', lifetimeMs: 1 }
  expect(decide([request, { ...request, returned }]).links).toMatchObject([
    { linkId: 'id-1', deliveryId: 'id-2', organizationId: 'acme' },
    { linkId: 'id-3', deliveryId: null },
  ])
})

test.each([
  { person: undefined, outcome: 'user_unknown' },
  { person: { ...alice, email: null }, outcome: 'address_missing' },
  { person: { ...alice, email: '' }, outcome: 'address_missing' },
  { person: { ...alice, emailVerified: false }, outcome: 'address_unverified' },
])('no link is recorded for a user, with the outcome $outcome', ({ person, outcome }) => {
  const people = new Map(person ? [['alice', person]] : [])
  const { answers, links } = decide([request], facts({ people }))
  expect({ answers, links }).toEqual({ answers: [{ outcome }], links: [] })
})

test('a user can request a link for another user of the same organization only', () => {
  const people = new Map([
    ['alice', alice],
    ['bob', alice],
    ['eve', { ...alice, organizationId: 'other' }],
  ])
  const acting = (actingUserId: string, userId: string) => ({ ...request, actingUserId, userId })
  expect(
    outcomesOf(
      [acting('bob', 'alice'), acting('eve', 'alice'), acting('bob', 'nobody'), acting('nobody', 'alice')],
      facts({ people }),
    ),
  ).toEqual(['recorded', 'target_unknown', 'target_unknown', 'user_unknown'])
})

test('requests of a batch share a limit, and a refused request takes from neither limit', () => {
  const limits = { perUser: { max: 2, windowMs: hourMs }, perOrganization: onePerHour }
  const { answers, spentUntil } = decide([request, request], facts(), limits)
  expect(answers).toMatchObject([
    { outcome: 'recorded' },
    { outcome: 'limited', scope: 'organization', retryAfterMs: hourMs },
  ])
  expect(Object.fromEntries(spentUntil)).toEqual({
    'user:alice': now + hourMs / 2,
    'organization:acme': now + hourMs,
  })
})

test('a limit that was spent by earlier calls refuses a request', () => {
  const spentUntil = new Map([['user:alice', now + hourMs]])
  const limits = { perUser: onePerHour, perOrganization: null }
  expect(decide([request], facts({ spentUntil }), limits).answers).toEqual([
    { outcome: 'limited', scope: 'user', retryAfterMs: hourMs },
  ])
})
