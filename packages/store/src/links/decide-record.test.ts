import { expect, test } from 'vitest'
import { alice, decide, facts, hourMs, now, onePerHour, outcomesOf, request } from './record-example.ts'

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

const people = new Map([
  ['alice', alice],
  ['bob', alice],
  ['eve', { ...alice, organizationId: 'other' }],
])
const acting = (actor: string, userId: string, own: boolean, ...organizationIds: string[]) => ({
  ...request,
  acting: { userId: actor, reach: { own, organizationIds: new Set(organizationIds) } },
  userId,
})

test('a user whose reach is their own organization can request a link for another user of it only', () => {
  const requests = [
    acting('bob', 'alice', true),
    acting('eve', 'alice', true),
    acting('bob', 'nobody', true),
    acting('nobody', 'alice', true),
  ]
  expect(outcomesOf(requests, facts({ people }))).toEqual([
    'recorded',
    'target_unknown',
    'target_unknown',
    'user_unknown',
  ])
})

test('a user whose reach names organizations can request links in exactly these', () => {
  const requests = [
    acting('eve', 'alice', false, 'acme'),
    acting('eve', 'alice', true, 'other', 'third'),
    acting('bob', 'alice', false, 'other'),
    acting('bob', 'alice', false),
    acting('bob', 'eve', true, 'other'),
    acting('nobody', 'alice', false, 'acme'),
  ]
  expect(outcomesOf(requests, facts({ people }))).toEqual([
    'recorded',
    'target_unknown',
    'target_unknown',
    'target_unknown',
    'recorded',
    'user_unknown',
  ])
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
