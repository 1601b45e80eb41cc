import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { askForLink, backends, createPasslink, type Passlink } from '../passlink.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available)('a requested link is mailed once, to the registered address', async () => {
    passlink = await createPasslink(backend)
    const { relay, issuer, database } = passlink
    const api = await passlink.startApi()
    await passlink.startWorker()

    const response = await askForLink(api, await issuer.token('alice'))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      details: {
        sequence: '1',
        creationDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?Z$/),
        changeDate: expect.stringMatching(/Z$/),
        resourceOwner: 'acme',
      },
    })

    const [delivery] = await eventually(async () => {
      const sent = await database.sql`select * from deliveries where status = 'sent'`
      expect(sent).toHaveLength(1)
      return sent
    })
    expect(relay.mails).toHaveLength(1)
    const [mail] = relay.mails
    expect(mail?.envelope).toEqual({ from: 'no-reply@passlink.example', to: 'alice@acme.example' })
    expect(mail?.subject).toBe('Add a passkey to your Acme account')
    expect(mail?.messageId).toBe(`<${delivery?.id}@passlink.example>`)
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated')
    const link = `https://passlink.example/l/${delivery?.link_id}#`
    expect(mail?.text).toContain(link)
    expect(mail?.html).toContain(link)
  })
})
