import { renewClaims, settleDeliveries } from '@passlink/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  claim,
  claimAll,
  createDirectory,
  recordAndClaim,
  recordForAlice,
  settlementOf,
  terms,
} from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDirectory()
})
afterEach(() => database.drop())

test('each of several deliveries is claimed by exactly one of many concurrent claimers', async () => {
  const ids = (await recordForAlice(database.db, 200)).map(link => link.deliveryId)
  const shuffled = (turn: number) => [...ids.slice(turn * 17), ...ids.slice(0, turn * 17)]
  const claims = await Promise.all(
    Array.from({ length: 10 }, (_, turn) => claimAll(database.db, shuffled(turn))),
  )
  const claimed = claims.flat().flatMap(answer => (answer.verdict === 'claimed' ? [answer.deliveryId] : []))
  expect(claimed.sort()).toEqual([...ids].sort())
  expect(claims.flat().filter(answer => answer.verdict === 'busy')).toHaveLength(9 * 200)
  expect(await database.sql`select count(*)::int from attempts`).toEqual([{ count: 200 }])
})

test('an id given twice in one call is claimed once and busy once', async () => {
  const [link] = await recordForAlice(database.db, 1)
  const id = link?.deliveryId as string
  const answers = await claimAll(database.db, [id, id])
  expect(answers).toMatchObject([
    { verdict: 'claimed', attempt: 1 },
    { verdict: 'busy', retryInMs: terms.leaseMs },
  ])
})

test('answers are in the order of the ids, and an unknown id is unknown', async () => {
  const [first, second] = await recordForAlice(database.db, 2)
  const unknownId = '01890000-0000-7000-8000-000000000000'
  const ids = [second?.deliveryId, unknownId, first?.deliveryId] as string[]
  expect(await claimAll(database.db, ids)).toMatchObject([
    { verdict: 'claimed', linkId: second?.linkId },
    { verdict: 'unknown' },
    { verdict: 'claimed', linkId: first?.linkId },
  ])
})

test('a renewed claim is valid; once it lapses the next attempt takes over and the previous one is unknown', async () => {
  const claimed = await recordAndClaim(database.db)
  const lapse = () => database.sql`update deliveries set claimed_until = now() - interval '1 second'`
  await lapse()
  await renewClaims(database.db, [claimed], 30_000)
  const [busy] = await claimAll(database.db, [claimed.deliveryId])
  expect(busy).toMatchObject({ verdict: 'busy' })
  expect(busy).toHaveProperty('retryInMs', expect.closeTo(30_000, -4))

  await lapse()
  const next = await claim(database.db, claimed.deliveryId)
  expect(next).toMatchObject({ attempt: 2, linkId: claimed.linkId })
  expect(
    await database.sql`select number, outcome, finished_at is null as open from attempts order by number`,
  ).toEqual([
    { number: 1, outcome: 'unknown', open: false },
    { number: 2, outcome: null, open: true },
  ])

  await renewClaims(database.db, [claimed], 3_600_000)
  const [still] = await claimAll(database.db, [claimed.deliveryId])
  expect(still).toHaveProperty('retryInMs', expect.closeTo(terms.leaseMs, -4))
})

test('a delivery that waits for its retry is early, with the remaining time', async () => {
  const claimed = await recordAndClaim(database.db)
  await settleDeliveries(database.db, [settlementOf(claimed, { retryInMs: 90_000 })])
  const [early] = await claimAll(database.db, [claimed.deliveryId])
  expect(early).toMatchObject({ verdict: 'early' })
  expect(early).toHaveProperty('retryInMs', expect.closeTo(90_000, -4))
  await database.sql`update deliveries set due_at = now()`
  expect(await claim(database.db, claimed.deliveryId)).toMatchObject({ attempt: 2, deferrals: 1 })
})

test('a delivery that was sent is not claimed again', async () => {
  const claimed = await recordAndClaim(database.db)
  await settleDeliveries(database.db, [settlementOf(claimed, { outcome: 'accepted', retryInMs: null })])
  expect(await claimAll(database.db, [claimed.deliveryId])).toEqual([{ verdict: 'sent' }])
})
