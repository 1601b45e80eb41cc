import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends, createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { attemptsOnRecord, deliveryThatIs } from '../records.ts'

const ends = [
  {
    how: 'revoked',
    detail: 'the link was revoked before the mail was handed over',
    reason: 'the link was revoked',
    change: (sql: Passlink['database']['sql']) => sql`update links set revoked_at = now()`,
  },
  {
    how: 'redeemed',
    detail: 'the link was redeemed before the mail was handed over',
    reason: 'the link was redeemed already',
    change: (sql: Passlink['database']['sql']) => sql`update links set redeemed_at = now()`,
  },
  {
    how: 'past its deadline',
    detail: 'the deadline passed before the mail was handed over',
    reason: 'the deadline comes before the next try: the deadline passed before the mail was handed over',
    change: (sql: Passlink['database']['sql']) => sql`
      update deliveries set deadline = now(), created_at = created_at - interval '1 hour'`,
  },
]

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available).each(ends)(
    'a link that is $how between claim and content is not mailed, and its relay is not blamed',
    async ({ detail, reason, change }) => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      let acceptData = (_reply: string) => {}
      relay.script.data.push(
        new Promise(resolve => {
          acceptData = resolve
        }),
      )
      await startAndRequestLink(passlink)
      await eventually(() => expect(relay.script.data).toEqual([]))
      await change(database.sql)
      acceptData('354 go ahead')

      expect(await deliveryThatIs('dead', database)).toMatchObject({ dead_reason: reason, attempts: 1 })
      expect(await attemptsOnRecord(database)).toMatchObject([{ outcome: 'not_sent', detail }])
      expect(relay.mails).toEqual([])
      expect(await database.sql`select from relays`).toEqual([])
    },
  )
})
