import { afterEach, describe, expect, test } from 'vitest'
import { mailedLink } from '../mailed-link.ts'
import {
  backends,
  createPasslink,
  type Passlink,
  requestLinkForAlice,
  startAndRequestLink,
} from '../passlink.ts'
import { attemptsOnRecord, deliveriesThatAre, deliveryThatIs } from '../records.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available)(
    'a mail whose answer was lost is sent again, with the same Message-ID and link',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      relay.script.message.push('drop')
      await startAndRequestLink(passlink)

      const { id, link_id } = await deliveryThatIs('sent', database)
      expect(await attemptsOnRecord(database)).toMatchObject([
        { number: 1, outcome: 'unknown', smtp_code: null, command: 'dot' },
        { number: 2, outcome: 'accepted', smtp_code: 250 },
      ])
      expect(relay.mails).toHaveLength(2)
      const [first, second] = relay.mails
      expect(first?.messageId).toBe(`<${id}@passlink.example>`)
      expect(second?.messageId).toBe(first?.messageId)
      expect(first?.text).toContain(`/l/${link_id}#`)
      expect(mailedLink(second)).toBe(mailedLink(first))
    },
  )

  test.runIf(available).each(['55012 what', '354 go ahead', '999 \u0000'])(
    'an invalid answer (%j) counts as lost',
    async reply => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      relay.script.message.push(reply)
      await startAndRequestLink(passlink)

      await deliveryThatIs('sent', database)
      expect(await attemptsOnRecord(database)).toMatchObject([
        { outcome: 'unknown', finished: true },
        { outcome: 'accepted' },
      ])
    },
  )

  test.runIf(available)(
    'a connection that fails after the acceptance neither loses nor repeats a mail',
    async () => {
      passlink = await createPasslink(backend)
      const { relay, database } = passlink
      relay.script.message.push('250 2.0.0 accepted\r\n421 4.3.2 going down')
      relay.script.quit.push('554 5.0.0 no', 'drop')
      relay.script.rset.push('drop')
      const api = await passlink.startApi()
      const worker = await passlink.startWorker()
      await requestLinkForAlice(passlink, api)
      await deliveryThatIs('sent', database)
      await requestLinkForAlice(passlink, api)
      await deliveriesThatAre('sent', 2, database)
      await worker.stop()

      expect(new Set(relay.mails.map(mail => mail.messageId)).size).toBe(2)
      expect(relay.mails).toHaveLength(2)
    },
  )
})
