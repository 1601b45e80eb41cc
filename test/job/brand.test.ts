import { type Brand, saveOrganizations, saveTexts } from '@passlink/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { brand, logo } from '../brand.ts'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { backends, createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import type { ReceivedMail } from '../servers/relay.ts'

describe.each(backends)('with the queue in $backend and two workers', ({ backend, available }) => {
  let passlink: Passlink
  let api: Awaited<ReturnType<Passlink['startApi']>>
  let lines: string[]
  beforeEach(async () => {
    const logged = createLogLines()
    lines = logged.lines
    passlink = await createPasslink(backend, logged.log)
    api = await passlink.startApi()
    const few = { WORKER_CONCURRENCY: '2' }
    await Promise.all([passlink.startWorker(few), passlink.startWorker(few)])
  })
  afterEach(() => passlink?.stop())

  const save = (own: { name?: string; logo?: string | null; brand?: Brand | null }) =>
    saveOrganizations(passlink.database.db, [{ id: 'acme', name: 'Acme', ...own }])
  const write = (texts: Record<string, string> | null) =>
    saveTexts(passlink.database.db, { organizationId: 'acme', language: 'en', texts })

  /** The mails that are requested now, from both workers. */
  async function nextMails(): Promise<ReceivedMail[]> {
    const { mails } = passlink.relay
    const before = mails.length
    const count = 12
    await Promise.all(Array.from({ length: count }, () => requestLinkForAlice(passlink, api)))
    await eventually(() => expect(mails).toHaveLength(before + count))
    return mails.slice(before)
  }

  test.runIf(available)(
    'every mail after a change has the brand of the organization as it is then',
    async () => {
      for (const mail of await nextMails()) {
        expect(mail.from?.text).toBe('"Acme via Passlink" <no-reply@passlink.example>')
        expect(mail.attachments).toEqual([])
      }
      await save({ logo, brand })
      for (const mail of await nextMails()) {
        expect(mail.from?.value).toEqual([{ name: 'Acme Accounts', address: 'accounts@acme.example' }])
        expect(mail.replyTo?.text).toBe('help@acme.example')
        expect(mail.envelope.from).toBe('no-reply@passlink.example')
        expect(mail.attachments).toMatchObject([{ cid: 'logo', contentType: 'image/png', related: true }])
        expect(mail.html).toContain('#0b6e4f')
        expect(mail.html).toContain('href="https://acme.example/help"')
        expect(mail.text).toContain('Contact Acme\nhttps://acme.example/help')
      }
      await save({ name: 'Acme Ltd', logo: null, brand: { colors: { accent: '#7a1fa2' } } })
      for (const mail of await nextMails()) {
        expect(mail.from?.text).toBe('"Acme Ltd via Passlink" <no-reply@passlink.example>')
        expect(mail.replyTo).toBe(undefined)
        expect(mail.attachments).toEqual([])
        expect(mail.html).toContain('#7a1fa2')
        expect(mail.html).not.toContain('#0b6e4f')
      }
      expect(lines.filter(line => line.includes('not used'))).toEqual([])
    },
  )

  test.runIf(available)(
    'every mail after a change has the texts of the organization as they are then',
    async () => {
      await nextMails()
      await write({ 'linkMail.subject': 'Welcome to {organization}', 'linkMail.button': 'Go on' })
      for (const mail of await nextMails()) {
        expect(mail.subject).toBe('Welcome to Acme')
        expect(mail.html).toContain('Go on')
        expect(mail.text).toContain('Open this email on the device')
      }
      await write(null)
      for (const mail of await nextMails()) expect(mail.subject).toBe('Add a passkey to your Acme account')
    },
  )

  test.runIf(available)(
    'what is not valid in a brand is not used, the rest is, and the log says so',
    async () => {
      const broken = { ...brand, colors: { accent: 'red' }, replyTo: 'nobody', supportUrl: 'javascript:x' }
      await passlink.database.sql`
      update organizations set brand = ${JSON.stringify(broken)}::text::jsonb, brand_version = 1`
      await passlink.database.sql`
      insert into organization_texts (organization_id, language, texts)
      values ('acme', 'en', '{"linkMail.subject": "Hello {stranger}", "linkMail.button": "Go on", "old.text": "x"}')`
      for (const mail of await nextMails()) {
        expect(mail.from?.value).toEqual([{ name: 'Acme Accounts', address: 'accounts@acme.example' }])
        expect(mail.replyTo).toBe(undefined)
        expect(mail.html).toContain('#2f54eb')
        expect(mail.html).not.toContain('javascript:')
        expect(mail.subject).toBe('Add a passkey to your Acme account')
        expect(mail.html).toContain('Go on')
      }
      const warnings = lines.filter(line => line.includes('not used'))
      for (const problem of ['colors', 'replyTo', 'supportUrl', '{stranger}', 'old.text'])
        expect(warnings.some(line => line.includes(problem))).toBe(true)
      // Once for each worker, not for each mail.
      expect(warnings.length).toBeLessThanOrEqual(4)
    },
  )
})

test('a link for one organization has nothing of the brand of another', async () => {
  const passlink = await createPasslink('postgres')
  try {
    await saveOrganizations(passlink.database.db, [{ id: 'globex', name: 'Globex', logo, brand }])
    const api = await passlink.startApi()
    await passlink.startWorker()
    await requestLinkForAlice(passlink, api)
    await eventually(() => expect(passlink.relay.mails).toHaveLength(1))
    expect(passlink.relay.mails[0]?.raw).not.toMatch(/0b6e4f|accounts@acme/)
  } finally {
    await passlink.stop()
  }
})

test('the mails have the design of the operator', async () => {
  const passlink = await createPasslink('postgres')
  try {
    const html = (mark: string, slots: string) => ({ ltr: `<p>${mark} ${slots}</p>\r\n`, rtl: slots })
    const designs = {
      link: html('ours:', '{{heading}}{{#location}} {{location}}{{/location}} {{url}}'),
      added: html('added:', '{{text}}{{#undoUrl}}{{undoUrl}}{{/undoUrl}}'),
    }
    const api = await passlink.startApi()
    await passlink.startWorker({ MAIL_DESIGNS: JSON.stringify(designs) })
    await requestLinkForAlice(passlink, api)
    await eventually(() => expect(passlink.relay.mails).toHaveLength(1))
    expect(passlink.relay.mails[0]?.html).toMatch(
      /^<p>ours: Add a passkey to your Acme account https:\/\/passlink\.example\/l\/\S+<\/p>/,
    )
  } finally {
    await passlink.stop()
  }
})
