import { saveOrganizations, saveUsers } from '@passlink/store'
import { afterEach, describe, expect, test } from 'vitest'
import { backends, createPasslink, type Passlink, startAndRequestLink } from '../passlink.ts'
import { alice } from '../people.ts'
import { deliveryThatIs } from '../records.ts'
import type { ReceivedMail } from '../servers/relay.ts'

const markup = `<mj-include path="/etc/passwd"/><script>alert(1)</script>"&'{{url}}`
const escaped =
  '&lt;mj-include path=&quot;/etc/passwd&quot;/&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;&#39;{{url}}'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  async function mailWith({ displayName = 'Alice', organization = 'Acme' }): Promise<ReceivedMail> {
    passlink = await createPasslink(backend)
    const { database, relay } = passlink
    await saveOrganizations(database.db, [{ id: 'acme', name: organization }])
    await saveUsers(database.db, [{ ...alice, displayName }])
    await startAndRequestLink(passlink)
    await deliveryThatIs('sent', database)
    expect(relay.mails).toHaveLength(1)
    const mail = relay.mails[0] as ReceivedMail
    expect(mail.envelope).toEqual({ from: 'no-reply@passlink.example', to: 'alice@acme.example' })
    expect(mail.to).toMatchObject({ value: [{ address: 'alice@acme.example' }] })
    return mail
  }

  test.runIf(available)('markup in a name arrives as text, in HTML and in plain text', async () => {
    const mail = await mailWith({ displayName: markup })
    expect(mail.html).toContain(escaped)
    expect(mail.html).not.toContain('<script')
    expect(mail.html).not.toContain('root:')
    expect(mail.text).toContain(markup)
  })

  test.runIf(available)(
    'markup in the name of an organization arrives as text, also in the subject',
    async () => {
      const mail = await mailWith({ organization: markup })
      expect(mail.subject).toBe(`Add a passkey to your ${markup} account`)
      expect(mail.html).toContain(escaped)
      expect(mail.html).not.toContain('<script')
      expect(mail.text).toContain(markup)
    },
  )

  test.runIf(available).each([
    { who: 'a person', names: { displayName: 'Eve\r\nBcc: z@z.example\r\n\r\nHello' } },
    { who: 'an organization', names: { organization: 'Eve\r\nBcc: z@z.example\r\n\r\nHello' } },
  ])('a line break in the name of $who adds no header', async ({ names }) => {
    const mail = await mailWith(names)
    expect(mail.bcc).toBeUndefined()
    expect(mail.headers.has('bcc')).toBe(false)
    expect(mail.text).toContain('Eve Bcc: z@z.example Hello')
  })

  test.runIf(available)('a name cannot change the direction of the text around it', async () => {
    const mail = await mailWith({ displayName: 'Alice \u202Eevil\u202C \u2066x\u2069' })
    expect(mail.raw).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
    expect(mail.text).toContain('Alice evil x')
  })

  test.runIf(available)('a name of 10,000 characters is cut to 100', async () => {
    const mail = await mailWith({ displayName: '𝒜'.repeat(10_000), organization: 'x'.repeat(10_000) })
    expect(mail.text).toContain(`${'𝒜'.repeat(99)}…`)
    expect(mail.text).not.toContain('𝒜'.repeat(100))
    expect(mail.subject).toBe(`Add a passkey to your ${'x'.repeat(99)}… account`)
  })

  test.runIf(available)('a person whose name is blank is greeted by the address', async () => {
    const mail = await mailWith({ displayName: ' \t\u00A0\u200B ' })
    expect(mail.text).toMatch(/^Hi alice@acme\.example,/)
  })
})
