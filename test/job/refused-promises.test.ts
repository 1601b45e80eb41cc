import { saveUsers } from '@passlink/store'
import { afterEach, describe, expect, test } from 'vitest'
import { askForLink, backends, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { alice } from '../people.ts'
import { countLive } from '../queue.ts'
import { deliveryThatIs } from '../records.ts'

const persons = [
  { person: 'without an address', email: null, emailVerified: true, id: 'LINK-n0Adr' },
  { person: 'with an empty address', email: '', emailVerified: true, id: 'LINK-n0Adr' },
  {
    person: 'whose address is not verified',
    email: 'alice@acme.example',
    emailVerified: false,
    id: 'LINK-uNv3r',
  },
]

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available).each(persons)(
    'a call for a person $person is answered 400 with code 9, and nothing is recorded',
    async ({ email, emailVerified, id }) => {
      passlink = await createPasslink(backend)
      await saveUsers(passlink.database.db, [{ ...alice, email, emailVerified }])
      const api = await passlink.startApi()

      const response = await askForLink(api, await passlink.issuer.token('alice'))
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({
        code: 9,
        message: expect.stringContaining(`(${id})`),
        details: [{ id, message: expect.any(String) }],
      })
      await expectNothingRecorded()
    },
  )

  test.runIf(available)('a call of an unknown person is answered 401, and nothing is recorded', async () => {
    passlink = await createPasslink(backend)
    const api = await passlink.startApi()
    const response = await askForLink(api, await passlink.issuer.token('mallory'))
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ code: 16 })
    await expectNothingRecorded()
  })

  test.runIf(available).each([
    { loss: 'verification', email: 'alice@acme.example', emailVerified: false },
    { loss: 'address', email: null, emailVerified: true },
  ])(
    'a person who loses the $loss after the call is not mailed, and the delivery ends dead with a reason',
    async ({ email, emailVerified }) => {
      passlink = await createPasslink(backend)
      const { database, relay } = passlink
      await requestLinkForAlice(passlink, await passlink.startApi())
      await saveUsers(database.db, [{ ...alice, email, emailVerified }])
      await passlink.startWorker()

      const { dead_reason, attempts } = await deliveryThatIs('dead', database)
      expect(dead_reason).toBe('the person has no verified address any more')
      expect(attempts).toBe(0)
      expect(relay.mails).toEqual([])
    },
  )

  async function expectNothingRecorded() {
    const { sql } = passlink.database
    expect(
      await sql`
      select (select count(*) from links) as links, (select count(*) from deliveries) as deliveries,
        (select count(*) from attempts) as attempts, (select count(*) from events) as events
    `,
    ).toEqual([{ links: '0', deliveries: '0', attempts: '0', events: '0' }])
    expect(await countLive(passlink.openQueue())).toBe(0)
  }
})
