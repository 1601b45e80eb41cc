import { expect, test } from 'vitest'
import { keyOf } from './key-of.ts'
import type { LinkRequest } from './link-request.ts'
import { alice, decide, facts, onePerHour, outcomesOf, request, unlimited } from './record-example.ts'

const keyed = (key: string, requestHash = 'aa', more: Partial<LinkRequest> = {}): LinkRequest => ({
  ...request,
  idempotency: { caller: 'alice', client: 'app', key, requestHash },
  ...more,
})

test('a key returns the first link recorded with it, by an earlier call or in the same batch', () => {
  const earlier = {
    linkId: 'l',
    deliveryId: 'd',
    keyId: null,
    sequence: '1',
    at: '2026-01-01T00:00:00.000000Z',
    organizationId: 'acme',
  }
  const keys = new Map([
    [
      keyOf({ caller: 'alice', client: 'app', key: 'old' }),
      { linkId: 'l', requestHash: 'aa', facts: earlier },
    ],
    [
      keyOf({ caller: 'alice', client: 'app', key: 'stale' }),
      { linkId: 'm', requestHash: 'aa', facts: null },
    ],
  ])
  const requests = [
    keyed('k'),
    keyed('k'),
    keyed('k', 'bb'),
    keyed('old'),
    keyed('old', 'bb'),
    keyed('stale', 'bb'),
  ]
  const { answers, links } = decide(requests, facts({ keys }))
  expect(answers.map(({ outcome }) => outcome)).toEqual([
    'recorded',
    'replayed',
    'key_reused',
    'replayed',
    'key_reused',
    'recorded',
  ])
  expect(answers[1]).toEqual({ outcome: 'replayed', link: links[0] })
  expect(answers[3]).toEqual({ outcome: 'replayed', link: earlier })
})

test('a key of one client does not count for another', () => {
  const by = (client: string | null) =>
    keyed('k', 'aa', { idempotency: { caller: 'alice', client, key: 'k', requestHash: 'aa' } })
  expect(outcomesOf([by('a'), by('b'), by(null), by('a')])).toEqual([
    ...Array(3).fill('recorded'),
    'replayed',
  ])
})

test('a refused request does not use its key, which can then be used for another request', () => {
  const limits = { perUser: onePerHour, perOrganization: null }
  expect(outcomesOf([keyed('other'), keyed('k'), keyed('k', 'bb')], facts(), limits)).toEqual([
    'recorded',
    'limited',
    'limited',
  ])
  const gone = keyed('k', 'aa', { userId: 'nobody' })
  expect(outcomesOf([gone, keyed('k', 'bb'), gone])).toEqual(['user_unknown', 'recorded', 'key_reused'])
})

test('a replay takes nothing from a limit, and does not need the address that the first call needed', () => {
  const known = facts({
    people: new Map([['alice', { ...alice, email: null }]]),
    keys: new Map([
      [
        keyOf({ caller: 'alice', client: 'app', key: 'k' }),
        {
          linkId: 'l',
          requestHash: 'aa',
          facts: {
            linkId: 'l',
            deliveryId: null,
            keyId: null,
            sequence: '1',
            at: '',
            organizationId: 'acme',
          },
        },
      ],
    ]),
  })
  const { answers, spentUntil } = decide([keyed('k')], known, { ...unlimited, perUser: onePerHour })
  expect(answers).toMatchObject([{ outcome: 'replayed' }])
  expect(spentUntil.size).toBe(0)
})
