import { type Brand, saveOrganizations, saveTexts, saveUsers } from '@passlink/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { brand, logo } from '../brand.ts'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { metricsOf } from '../metrics-of.ts'
import {
  type App,
  askForLink,
  backends,
  createPasslink,
  type Passlink,
  requestLinkForAlice,
} from '../passlink.ts'
import { alice } from '../people.ts'
import type { ReceivedMail } from '../servers/relay.ts'

describe.each(backends)('with the queue in $backend and two workers', ({ backend, available }) => {
  let passlink: Passlink
  let api: Awaited<ReturnType<Passlink['startApi']>>
  let workers: App[]
  let lines: string[]
  beforeEach(async () => {
    const logged = createLogLines()
    lines = logged.lines
    passlink = await createPasslink(backend, logged.log)
    api = await passlink.startApi()
    const few = { WORKER_CONCURRENCY: '2' }
    workers = await Promise.all([passlink.startWorker(few), passlink.startWorker(few)])
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

  /** How many mails each worker has sent. */
  const sentByEach = () =>
    Promise.all(
      workers.map(async worker => {
        const counts = (await metricsOf(worker)).matchAll(
          /^passlink_attempts_total{.*outcome="accepted".*} (\d+)$/gm,
        )
        return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
      }),
    )

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
      for (const sent of await sentByEach()) expect(sent).toBeGreaterThan(0)
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

test('each mail has the brand of its own organization, also where both have the same version', async () => {
  const passlink = await createPasslink('postgres')
  try {
    const { db, sql } = passlink.database
    await saveOrganizations(db, [
      { id: 'acme', name: 'Acme', brand: { colors: { accent: '#7a1fa2' } } },
      { id: 'globex', name: 'Globex', logo, brand },
    ])
    await saveUsers(db, [{ ...alice, id: 'gina', email: 'gina@globex.example', organizationId: 'globex' }])
    await sql`update organizations set brand_version = 1`
    const api = await passlink.startApi()
    await passlink.startWorker()
    for (const person of ['alice', 'gina', 'alice', 'gina'])
      await askForLink(api, await passlink.issuer.token(person))
    await eventually(() => expect(passlink.relay.mails).toHaveLength(4))
    for (const { raw, html, envelope } of passlink.relay.mails) {
      const isGina = envelope.to.includes('gina@globex.example')
      expect(html).toContain(isGina ? '#0b6e4f' : '#7a1fa2')
      expect(html).not.toContain(isGina ? '#7a1fa2' : '#0b6e4f')
      expect(raw.includes('accounts@acme.example')).toBe(isGina)
    }
  } finally {
    await passlink.stop()
  }
})

test('a logo that was stored before brands had versions is in the mails', async () => {
  const passlink = await createPasslink('postgres')
  try {
    await passlink.database.sql`update organizations set logo = ${logo}`
    const api = await passlink.startApi()
    await passlink.startWorker()
    await requestLinkForAlice(passlink, api)
    await eventually(() => expect(passlink.relay.mails).toHaveLength(1))
    expect(passlink.relay.mails[0]?.attachments).toHaveLength(1)
    await saveOrganizations(passlink.database.db, [{ id: 'acme', name: 'Acme', logo: null }])
    await requestLinkForAlice(passlink, api)
    await eventually(() => expect(passlink.relay.mails).toHaveLength(2))
    expect(passlink.relay.mails[1]?.attachments).toHaveLength(0)
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
