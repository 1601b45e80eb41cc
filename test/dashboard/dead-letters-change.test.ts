import { redriveDeliveries } from '@passlink/store'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createDeadLetter, killDelivery } from '../dead-letters.ts'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveriesThatAre } from '../records.ts'
import { type Gate, openGate } from '../servers/gate.ts'
import { redisBinary, startRedis } from '../servers/redis.ts'
import { createVisitor, hiddenFields, listedIds, listedTicks, type Visitor } from './dead-letter-pages.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  let visitor: Visitor
  afterEach(() => passlink?.stop())

  async function start() {
    passlink = await createPasslink(backend)
    visitor = createVisitor(await passlink.startDashboard())
  }

  /** Makes `count` deliveries dead with failed jobs, and stops the worker. Resolves to their ids. */
  async function refuse(count: number): Promise<string[]> {
    const { relay, database } = passlink
    const api = await passlink.startApi()
    const worker = await passlink.startWorker()
    relay.script.rcpt.push(...Array(count).fill('550 5.1.1 no such mailbox'))
    for (let n = 0; n < count; n++) await requestLinkForAlice(passlink, api)
    const dead = await deliveriesThatAre('dead', count, database)
    const bull = await passlink.openQueue().bull()
    await eventually(async () => expect(await bull.getFailedCount()).toBe(count))
    await worker.stop()
    return dead.map(({ id }) => id)
  }

  async function jobs() {
    return (await passlink.openQueue().bull()).getJobCounts('waiting', 'failed')
  }

  test.runIf(available)('only selected deliveries are redriven, and are in the queue at once', async () => {
    await start()
    const [first, second, third] = (await refuse(3)) as [string, string, string]
    const page = await visitor.send('/dead-letters/redrive', [
      ['id', first],
      ['id', third],
      ['back', '?reason=mailbox'],
    ])
    expect(page.text).toMatch(/^2 redriven Dead letters 1 matching/)
    expect(listedIds(page)).toEqual([second])
    expect(await jobs()).toEqual({ waiting: 2, failed: 1 })
    expect((await visitor.see('/dead-letters')).text).not.toContain('2 redriven')

    await passlink.startWorker()
    await eventually(() => expect(passlink.relay.mails).toHaveLength(2))
  })

  test.runIf(available)(
    'all matching deliveries are redriven after a confirmation, except those that died after it was shown',
    async () => {
      await start()
      await refuse(3)
      const elsewhere = await createDeadLetter(passlink.database, { relay: 'other:25' })
      const relay = `127.0.0.1:${passlink.relay.port}`
      const confirmation = await visitor.see(`/dead-letters/redrive?matching=yes&relay=${relay}&since=1h`)
      expect(confirmation.text).toContain('Redrive 3 dead letters?')
      expect(confirmation.text).toContain(`last relay ${relay}`)
      const late = await createDeadLetter(passlink.database, { relay })

      const page = await visitor.send('/dead-letters/redrive', hiddenFields(confirmation))
      expect(page.text).toMatch(/^3 redriven Dead letters 2 /)
      expect(listedIds(page)).toEqual([late, elsewhere])
      expect(await jobs()).toEqual({ waiting: 3, failed: 0 })
    },
  )

  test.runIf(available)(
    'a discarded delivery is no longer listed, and its failed job is removed',
    async () => {
      await start()
      const [first, second] = (await refuse(3)) as [string, string]
      const picked = await visitor.see(`/dead-letters/discard?id=${first}&id=${second}&back=delivery`)
      expect(picked.text).toContain('Discard 2 dead letters?')
      expect((await visitor.send('/dead-letters/discard', hiddenFields(picked))).text).toMatch(
        /^2 discarded /,
      )
      expect(await jobs()).toEqual({ waiting: 0, failed: 1 })

      const all = await visitor.see('/dead-letters/discard?matching=yes')
      expect(all.text).toContain('Discard 1 dead letter?')
      expect((await visitor.send('/dead-letters/discard', hiddenFields(all))).text).toContain(
        'Nothing is dead.',
      )
      expect(await jobs()).toEqual({ waiting: 0, failed: 0 })
      const { text } = await visitor.see(`/dead-letters/${first}`)
      expect(text).toMatch(/^Delivery discarded discarded: rejected: 550 5\.1\.1 no such mailbox /)
    },
  )

  test.runIf(available)(
    'a delivery that cannot be redriven stays dead, and its page shows the reason',
    async () => {
      await start()
      const [id] = (await refuse(1)) as [string]
      await passlink.database.sql`update links set revoked_at = now()`
      const page = await visitor.send('/dead-letters/redrive', [
        ['id', id],
        ['back', 'delivery'],
      ])
      expect(page.text).toMatch(/^1 not redriven: the link was revoked Delivery dead /)
      expect(await jobs()).toEqual({ waiting: 0, failed: 1 })
    },
  )
})

describe('what died again since it was shown', () => {
  let passlink: Passlink
  let visitor: Visitor
  let id: string
  beforeEach(async () => {
    passlink = await createPasslink('postgres')
    visitor = createVisitor(await passlink.startDashboard())
    id = await createDeadLetter(passlink.database)
  })
  afterEach(() => passlink?.stop())

  /** As another operator would have done it. */
  async function dieAgain() {
    await redriveDeliveries(passlink.database.db, [id])
    await killDelivery(passlink.database, id, { outcome: 'unknown' })
  }

  test.each(['redrive', 'discard'])('is not changed by a tick of before: %s', async change => {
    const ticked = listedTicks(await visitor.see('/dead-letters')).map((tick): [string, string] => [
      'id',
      tick,
    ])
    await dieAgain()
    const page = await visitor.send(`/dead-letters/${change}`, ticked)
    expect(page.text).toMatch(/^1 not \w+: died again meanwhile Dead letters 1 /)
    const again = listedTicks(page).map((tick): [string, string] => ['id', tick])
    expect((await visitor.send(`/dead-letters/${change}`, again)).text).toMatch(/^1 (redriven|discarded) /)
  })

  test('is not changed by a button of before, and its page has the new warning', async () => {
    const fields = hiddenFields(await visitor.see(`/dead-letters/${id}`))
    await dieAgain()
    const page = await visitor.send('/dead-letters/redrive', fields)
    expect(page.text).toMatch(/^1 not redriven: died again meanwhile Delivery dead .* may have arrived/)
    expect((await visitor.send('/dead-letters/redrive', hiddenFields(page))).text).toMatch(/^1 redriven /)
  })

  test('the confirmation counts what is still dead as it was picked, and what may have arrived', async () => {
    const [tick] = listedTicks(await visitor.see('/dead-letters'))
    const lost = await createDeadLetter(passlink.database, { outcome: 'unknown' })
    const path = `/dead-letters/discard?id=${tick}&id=${lost}`
    const both = await visitor.see(path)
    expect(both.text).toMatch(/^Discard 2 dead letters\? .* Of 1 a relay’s answer was lost/)
    expect(hiddenFields(both)).toContainEqual(['id', tick])
    await dieAgain()
    expect((await visitor.see(path)).text).toContain('Discard 1 dead letter?')
  })
})

describe('an invalid request changes nothing', () => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.each([
    [400, [['id', 'nonsense']]],
    [
      400,
      [
        ['matching', 'yes'],
        ['since', 'yesterday'],
      ],
    ],
    [
      400,
      [
        ['matching', 'yes'],
        ['id', '01890000-0000-7000-8000-000000000000'],
      ],
    ],
    [200, [['matching', 'no']]],
    [200, [['reason', 'mailbox']]],
    [200, []],
    [200, [['id', '01890000-0000-7000-8000-000000000000']]],
  ] as [number, [string, string][]][])('%i: %j', async (status, fields) => {
    passlink = await createPasslink('postgres')
    const visitor = createVisitor(await passlink.startDashboard())
    const id = await createDeadLetter(passlink.database)
    for (const change of ['redrive', 'discard']) {
      const page = await visitor.send(`/dead-letters/${change}`, fields)
      expect(page.status).toBe(status)
      expect(page.text).toMatch(/^There was nothing to change|^Nothing was changed|no such delivery/)
    }
    expect(listedIds(await visitor.see('/dead-letters'))).toEqual([id])
  })

  test('a way back to another site leads to the list', async () => {
    passlink = await createPasslink('postgres')
    const visitor = createVisitor(await passlink.startDashboard())
    const id = await createDeadLetter(passlink.database)
    const confirmation = await visitor.see(
      `/dead-letters/discard?id=${id}&back=https%3A%2F%2Fevil.example%2F%3Fuser%3Dbob`,
    )
    expect(confirmation.html).toMatch(/href="\/dead-letters">Cancel/)
  })
})

describe.runIf(redisBinary())('while Redis is away', () => {
  let passlink: Passlink
  let gate: Gate
  let stopRedis: () => Promise<void>
  afterEach(async () => {
    await passlink?.stop()
    await gate?.shut()
    await stopRedis?.()
  })

  test('dead letters are listed, redriven and discarded, and the page states what happens to their jobs', async () => {
    const redis = await startRedis()
    stopRedis = redis.stop
    gate = await openGate(redis.url)
    passlink = await createPasslink({ redisUrl: gate.url })
    const { database } = passlink
    const [first, second] = [await createDeadLetter(database), await createDeadLetter(database)]
    const visitor = createVisitor(await passlink.startDashboard())
    await gate.shut()
    const redriven = await visitor.send('/dead-letters/redrive', [['id', first]])
    expect(redriven.text).toMatch(/^1 redriven The queue is away\. Reconcile will enqueue them/)
    const discarded = await visitor.send('/dead-letters/discard', [['id', second]])
    expect(discarded.text).toMatch(/^1 discarded The queue is away\./)

    await gate.open()
    await passlink.startWorker()
    await eventually(() => expect(passlink.relay.mails).toHaveLength(1))
    await eventually(async () =>
      expect(await database.sql`select id from deliveries where status = 'sent'`).toEqual([{ id: first }]),
    )
  })
})

test('while Postgres is away the pages answer 503, and list dead letters when it is back', async () => {
  const passlink = await createPasslink('postgres')
  const gate = await openGate(passlink.database.url)
  onTestFinished(async () => {
    await passlink.stop()
    await gate.shut()
  })
  passlink.environment.DATABASE_URL = gate.url
  const visitor = createVisitor(await passlink.startDashboard())
  const id = await createDeadLetter(passlink.database)
  expect(listedIds(await visitor.see('/dead-letters'))).toEqual([id])
  await gate.shut()
  const away = { status: 503, text: 'The database cannot be reached right now. Reload in a moment.' }
  await eventually(async () => expect(await visitor.see('/dead-letters')).toMatchObject(away))
  expect(await visitor.see(`/dead-letters/${id}`)).toMatchObject(away)
  expect(await visitor.send('/dead-letters/redrive', [['id', id]])).toMatchObject(away)
  await gate.open()
  await eventually(async () => expect(listedIds(await visitor.see('/dead-letters'))).toEqual([id]))
})
