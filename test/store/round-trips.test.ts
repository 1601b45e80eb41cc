import { readDatabaseUrl } from '@passlink/runtime'
import {
  type ClaimedDelivery,
  claimDeliveries,
  openDatabase,
  recordLinks,
  settleDeliveries,
} from '@passlink/store'
import { expect, onTestFinished, test } from 'vitest'
import { createDirectory, request, settlementOf, terms } from '../deliveries.ts'
import { openWireCounter } from '../servers/wire-counter.ts'

const limits = { perUser: { max: 1_000_000, windowMs: 3_600_000 }, perOrganization: null }
const accepted = { outcome: 'accepted', smtpCode: 250, retryInMs: null } as const

/** What each verb costs for `size` deliveries over one connection that has run them before. */
async function costsOf(size: number) {
  const database = await createDirectory()
  const counter = await openWireCounter(database.url, 'postgres', { holdMs: 20 })
  const { db, close } = openDatabase(readDatabaseUrl(counter.url), { connectionsMax: 1 })
  onTestFinished(async () => {
    await close()
    await counter.close()
    await database.drop()
  })

  async function runAll() {
    counter.take()
    const recorded = await recordLinks(db, Array(size).fill(request), limits, { withinMs: 20_000 })
    const record = counter.take()
    const ids = recorded.map(link => ('deliveryId' in link ? (link.deliveryId ?? '') : ''))
    const claims = await claimDeliveries(
      db,
      ids.map(deliveryId => ({ deliveryId })),
      terms,
    )
    const claim = counter.take()
    await settleDeliveries(
      db,
      (claims as ClaimedDelivery[]).map(claimed => settlementOf(claimed, accepted)),
    )
    return { record, claim, settle: counter.take() }
  }

  // The first time statements are prepared and the user's limit is added, the second time it is changed.
  await runAll()
  await runAll()
  return runAll()
}

test.each([1, 50])(
  'recording, claiming and settling %i deliveries takes four round trips each',
  async size => {
    const { record, claim, settle } = await costsOf(size)
    expect(record).toMatchObject({ requests: 5, roundTrips: 4 })
    expect(claim).toMatchObject({ requests: 8, roundTrips: 4 })
    expect(settle).toMatchObject({ requests: 6, roundTrips: 4 })
  },
)

test('a batch sends so many bytes to Postgres for each delivery', async () => {
  const [one, many] = await Promise.all([costsOf(1), costsOf(51)])
  const perDelivery = (verb: keyof typeof one) => (many[verb].bytes - one[verb].bytes) / 50
  // To the nearest ten, because times are sent as text, whose length varies a little.
  expect(perDelivery('record')).toBeCloseTo(142, -1)
  expect(perDelivery('claim')).toBeCloseTo(348, -1)
  expect(perDelivery('settle')).toBeCloseTo(306, -1)
})
