import { findDelivery, findSuppressions } from '@passlink/store'
import { afterEach, expect, test } from 'vitest'
import { bounceSettings } from '../bounce-settings.ts'
import { eventually } from '../eventually.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { hasPostfix, type Postfix, postfixHint, startPostfix } from '../servers/postfix.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../servers/webhook-receiver.ts'

let passlink: Passlink
let postfix: Postfix | undefined
let receiver: WebhookReceiver | undefined
afterEach(async () => {
  await passlink?.stop()
  await postfix?.stop()
  await receiver?.stop()
})

test.runIf(hasPostfix())(
  'a mail that Postfix takes, and returns because the mailbox does not exist, ends as bounced, is told by webhook, and suppresses the address',
  async () => {
    receiver = await startWebhookReceiver()
    passlink = await createPasslink('postgres')
    Object.assign(passlink.environment, bounceSettings, {
      WEBHOOK_URL: receiver.url,
      WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
    })
    const { lmtpPort } = await passlink.startBounces()
    postfix = await startPostfix({
      smtp: { 'acme.example': passlink.relay.port },
      lmtp: { 'passlink.example': lmtpPort ?? 0 },
    })
    const { url } = postfix
    passlink.relay.script.rcpt.push('550 5.1.1 there is no such mailbox')
    const api = await passlink.startApi()
    await passlink.startWorker({ SMTP_URL: url })
    const token = await passlink.issuer.token('alice')
    expect((await askForLink(api, token)).status).toBe(200)

    const [delivery] = await eventually(async () => {
      const rows = await passlink.database.sql`select id from deliveries where reports ? 'bounced'`
      return rows.length > 0 ? rows : Promise.reject(new Error(await postfix?.log()))
    })
    expect(await findDelivery(passlink.database.db, delivery?.id)).toMatchObject({
      kind: 'link',
      status: 'bounced',
      reason: expect.stringContaining('there is no such mailbox'),
      reports: { bounced: { status: '5.1.1' } },
      attempts: [{ outcome: 'accepted', smtpCode: 250 }],
    })
    const [suppression] = await findSuppressions(passlink.database.db, ['alice'])
    expect(suppression).toMatchObject({ kind: 'bounced', reason: expect.stringContaining('no such mailbox') })
    await eventually(() =>
      expect(receiver?.received.map(({ body }) => JSON.parse(body).type)).toContain('delivery.bounced'),
    )
    const refused = await askForLink(api, token)
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({
      code: 9,
      message: expect.stringContaining('there is no such mailbox'),
      details: [{ id: 'LINK-sUppr' }],
    })
  },
)

test.runIf(process.env.CI)('CI has Postfix', () => {
  expect(hasPostfix(), postfixHint).toBe(true)
})

if (!hasPostfix()) console.warn(`SKIPPED: bounces of a real Postfix. ${postfixHint}`)
