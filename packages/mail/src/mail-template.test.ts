import { describe, expect, test } from 'vitest'
import { designs, findDesignProblems } from './designs.ts'
import { mailKinds } from './kinds.ts'
import type { Look, OptionalValue } from './look.ts'
import { addedMail, mailTemplates, removedMail } from './mail-template.ts'
import { textsIn } from './mail-texts-example.ts'
import { compileTemplate, hasSlot } from './template.ts'

const values = {
  name: 'Alice',
  organization: 'Acme',
  url: 'https://passlink.example/l/1#2',
  passkey: 'iPhone',
  moment: 'today',
  requestedAt: 'at noon',
  undoUntil: 'next week',
}
const optional: Record<OptionalValue, string> = {
  logo: '',
  requester: 'Helen',
  application: 'Notes',
  browser: 'Browser: Firefox',
  location: 'Bern',
  undoUrl: 'https://passlink.example/u/1#2',
  accountUrl: 'https://acme.example/account',
  supportUrl: 'https://acme.example/help',
}
const everything = new Set(Object.keys(optional) as OptionalValue[])
const lookWith = (...present: OptionalValue[]): Look => ({ service: 'Passlink', present: new Set(present) })
const all: Look = { service: 'Passlink', present: everything }
/** The optional values that a mail never has. */
const ofOtherMails = {
  link: /^(undo|account)/,
  added: /^(requester|application)/,
  removed: /^(requester|application|browser|location|undo)/,
}

describe.each(mailKinds)('the %s mail', kind => {
  test.each([
    ['ltr', 'left'],
    ['rtl', 'right'],
  ] as const)('in a language that is written %s has no slot but those of its values', (direction, start) => {
    for (const look of [all, lookWith()]) {
      const mail = mailTemplates[kind](textsIn(direction), look)
      for (const template of [mail.from, mail.subject, mail.text, mail.html]) {
        const filled = compileTemplate(template)({ ...values, ...(look === all ? optional : {}) })
        expect(hasSlot(filled)).toBe(false)
        expect(filled).toContain('Acme')
      }
      expect(mail.html).toContain(`lang="xx" dir="${direction}"`)
      expect(mail.html).toContain(`align="${start}"`)
      expect(mail.html).toContain('Not you &amp; them?')
      expect(mail.text).toContain('Not you & them?')
    }
  })

  test.each(Object.entries(optional).filter(([name]) => name !== 'logo'))(
    'shows a %s in both parts if there is one, and nothing of it if there is none',
    (name, value) => {
      if (ofOtherMails[kind].test(name)) return
      const [having, lacking] = [lookWith(name as OptionalValue), lookWith()].map(look =>
        mailTemplates[kind](textsIn('ltr'), look),
      )
      for (const part of ['text', 'html'] as const) {
        expect(compileTemplate(having?.[part] ?? '')({ ...values, [name]: value })).toContain(value)
        expect(lacking?.[part]).not.toContain(`{{${name}}}`)
      }
    },
  )

  test('has the logo instead of the name of the organization', () => {
    const heads = [lookWith('logo'), lookWith()].map(look => mailTemplates[kind](textsIn('ltr'), look).html)
    expect(heads.map(html => html.includes('cid:logo'))).toEqual([true, false])
    expect(heads[0]).toContain('alt="{{organization}}"')
  })

  test('has the colours of the brand', () => {
    const colors = {
      light: { accent: '#111111', ink: '#eeeeee' },
      dark: { accent: '#222222', ink: '#dddddd' },
    }
    const { html } = mailTemplates[kind](textsIn('ltr'), { ...all, colors })
    const used = kind === 'removed' ? [colors.dark] : Object.values(colors)
    for (const color of used.flatMap(accent => Object.values(accent))) expect(html).toContain(color)
    expect(html).not.toContain('#2f54eb')
  })

  test('has lines that end with CRLF, and those with slots are short', () => {
    const mail = mailTemplates[kind](textsIn('rtl'), all)
    for (const template of [mail.text, mail.html]) {
      expect(template.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
      expect(template.endsWith('\r\n')).toBe(true)
      for (const line of template.split('\r\n').filter(hasSlot)) expect(line.length).toBeLessThan(500)
    }
  })

  test('has a design with known placeholders', () => {
    for (const html of Object.values(designs[kind])) expect(findDesignProblems(kind, html)).toEqual([])
  })
})

test('a passkey that can be removed from the mail needs no sign-in to remove it', () => {
  const { text } = addedMail(textsIn('ltr'), lookWith('undoUrl'))
  expect(text).toContain(
    'Not you & them? Remove it.\r\n\r\nRemove\r\n{{undoUrl}}\r\n\r\nRemovable until {{undoUntil}}',
  )
  expect(addedMail(textsIn('ltr'), lookWith()).text).not.toContain('Remove')
})

test('the removed mail says what was removed, and what to do about it', () => {
  const { subject, text } = removedMail(textsIn('ltr'), lookWith('accountUrl', 'supportUrl'))
  expect(subject).toBe('A subject for {{organization}}')
  expect(text.split('\r\n')).toEqual([
    ...['Hello {{name}},', '', '{{passkey}} removed on {{moment}}', '', 'You?', '', 'Not you & them?', ''],
    ...['Manage', '{{accountUrl}}', '', 'Help from {{organization}}', '{{supportUrl}}', ''],
    ...['-- ', 'Sent for {{organization}}', ''],
  ])
})
