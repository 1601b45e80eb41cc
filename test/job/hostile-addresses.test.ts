import { saveUsers } from '@passlink/store'
import { afterEach, describe, expect, test } from 'vitest'
import { backends, createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { alice } from '../people.ts'
import { attemptsOnRecord, deliveryThatIs } from '../records.ts'

const addresses = [
  'ok@y.example\r\nRCPT TO:<z@z.example>',
  'a@b.example, c@d.example',
  'a@b.example,c@d.example',
  '"a b"@c.example',
  '"a@b.example"@c.example',
  'a@b.example>\u0000 NOTIFY=NEVER',
  '<a@b.example>',
  'Alice <a@b.example>',
  'a@[127.0.0.1]',
  'a@@b.example',
  'nobody',
  ` ${'\u00A0'}`,
  `${'a'.repeat(250)}@b.example`,
]

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available).each(addresses)(
    'the address %j never reaches a relay, and its delivery ends dead with a reason',
    async email => {
      passlink = await createPasslink(backend)
      const { database, relay } = passlink
      await saveUsers(database.db, [{ ...alice, email }])
      await startAndRequestLink(passlink)

      const { dead_reason } = await deliveryThatIs('dead', database)
      expect(dead_reason).toBe('rejected: the address cannot be given to a relay')
      expect(await attemptsOnRecord(database)).toMatchObject([{ outcome: 'rejected', smtp_code: null }])
      expect(relay.conversation).toEqual([])
    },
  )
})
