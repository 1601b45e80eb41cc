import { expect, test } from 'vitest'
import { redact } from './redact.ts'

const code = 'kL0ngC0de-of_22-letter'

test.each([
  ['550 5.1.1 <alice@acme.example>: no such mailbox', '550 5.1.1 <(address)>: no such mailbox'],
  ['550 alice@acme.example: unknown', '550 (address): unknown'],
  ['550 unknown: alice@acme.example.', '550 unknown: (address).'],
  ['550 no "alice@acme.example" (alice+tag@acme.example)', '550 no "(address)" ((address))'],
  ["550 o'hara@acme.example is unknown", '550 (address) is unknown'],
  ['550 to=alice%x@acme.example,bob@acme.example;eve@acme.example', '550 (address),(address);(address)'],
  ['550 älice@äcme.example', '550 (address)'],
  ['550 alice@[127.0.0.1]', '550 (address)'],
  ['550 a@b@c.example', '550 (address)'],
  ['250 2.0.0 queued as 4F2@', '250 2.0.0 queued as 4F2@'],
])('an address is redacted: %s', (reply, redacted) => {
  expect(redact(reply, code)).toBe(redacted)
})

test('a reply becomes one line without control characters, of at most 500 characters', () => {
  expect(redact('550-first\r\n550\tsecond\u0000\u001B[31m \n', code)).toBe('550-first 550 second [31m')
  expect(redact('x'.repeat(600), code)).toHaveLength(500)
  expect(redact(`${'x'.repeat(490)} alice@acme.example`, code)).not.toContain('alice')
  expect(redact(`${'x'.repeat(499)}😀`, code)).toBe(`${'x'.repeat(499)}😀`)
})

test.each([
  ['as it is', `https://p.example/l/1#${code}`, 'https://p.example/l/1#(code)'],
  [
    'at a line break of the mail',
    'https://p.example/l/1#kL0ng=\r\nC0de-of_22-l=\netter',
    'https://p.example/l/1#(code)',
  ],
  ['in lower case', `p.example/l/1#${code.toLowerCase()} listed`, 'p.example/l/1#(code) listed'],
  ['cut short', 'p.example/l/1#kL0ngC0de-of...', 'p.example/l/1#(code)...'],
])('the code of a quoted link is redacted: %s', (_how, quoted, redacted) => {
  expect(redact(`550 5.7.1 spam: ${quoted}`, code)).toBe(`550 5.7.1 spam: ${redacted}`)
})

test.each([' ', '', 'x', '@', 'a@', 'alice@acme.example '])(
  'a reply of a megabyte of %j does not block the process, and its address is redacted',
  filling => {
    const reply = `550 ${filling.repeat(1_000_000 / (filling.length || 1))}alice@acme.example`
    expect(redact(reply, code)).not.toContain('alice')
  },
)
