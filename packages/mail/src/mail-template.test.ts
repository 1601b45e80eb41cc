import { expect, test } from 'vitest'
import { addedMail, linkMail } from './mail-template.ts'
import { compileTemplate, hasSlot } from './template.ts'

const common = {
  from: '{{organization}} via Passlink',
  subject: 'A subject for {{organization}}',
  preview: 'A preview',
  heading: 'A heading',
  greeting: 'Hello {{name}},',
  sender: 'Sent for {{organization}}',
  notYou: 'Not you & them?',
}
const linkTexts = {
  ...common,
  request: 'For {{organization}}',
  instruction: 'There.',
  button: 'Press',
  buttonInText: 'Press:',
  expiry: 'Until {{moment}}.',
  fallback: 'Or copy',
}
const addedTexts = { ...common, text: '{{passkey}} on {{moment}}', wasYou: 'You?' }

const values = {
  name: 'Alice',
  organization: 'Acme',
  url: 'https://passlink.example/l/1#2',
  passkey: 'iPhone',
  moment: 'today',
}

test.each([
  ['link', linkMail(linkTexts, { language: 'xx', direction: 'ltr' }), 'ltr', 'left'],
  ['link', linkMail(linkTexts, { language: 'xx', direction: 'rtl' }), 'rtl', 'right'],
  ['added', addedMail(addedTexts, { language: 'xx', direction: 'ltr' }), 'ltr', 'left'],
  ['added', addedMail(addedTexts, { language: 'xx', direction: 'rtl' }), 'rtl', 'right'],
] as const)('the %s mail has no slot but those of its values, as %#', (_, mail, direction, start) => {
  for (const template of [mail.from, mail.subject, mail.text, mail.html]) {
    const filled = compileTemplate(template)(values)
    expect(hasSlot(filled)).toBe(false)
    expect(filled).toContain('Acme')
  }
  expect(mail.html).toContain(`lang="xx" dir="${direction}"`)
  expect(mail.html).toContain(`align="${start}"`)
  expect(mail.html).toContain('Not you &amp; them?')
  expect(mail.text).toContain('Not you & them?')
})

test('every line of a mail ends with CRLF, and the lines with slots are short', () => {
  for (const mail of [
    linkMail(linkTexts, { language: 'xx', direction: 'ltr' }),
    addedMail(addedTexts, { language: 'xx', direction: 'rtl' }),
  ])
    for (const template of [mail.text, mail.html]) {
      expect(template.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
      expect(template.endsWith('\r\n')).toBe(true)
      for (const line of template.split('\r\n').filter(hasSlot)) expect(line.length).toBeLessThan(500)
    }
})

test('a value is escaped once, and what looks like a slot in it stays as it is', () => {
  const fill = compileTemplate('a {{x}} b {{y}}', value => value.replaceAll('<', '&lt;'))
  expect(fill({ x: '{{y}}<', y: '$&' })).toBe('a {{y}}&lt; b $&')
})

test('a template whose value is missing is not filled', () => {
  expect(() => compileTemplate('{{x}}')({})).toThrow('a slot x')
})
