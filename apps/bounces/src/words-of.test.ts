import { expect, test } from 'vitest'
import { wordsOf } from './words-of.ts'

const code = 'kL0ngC0de-of_22-letter'
const link = `https://p.example/l/0190b6c1-7f0e-7bbb-8a55-3f1d6d9b0a11#${code}`

test.each([
  ['as it is', `550 spam: ${link}`, '550 spam: (link)'],
  ['in brackets', `550 <${link}> listed`, '550 <(link)> listed'],
  ['before other words', `${link} is listed`, '(link) is listed'],
  ['before a full stop', `see ${link}.\r\nGood bye`, 'see (link) Good bye'],
  ['with a soft line break in its code', link.replace('ngC', 'ng=\r\nC'), '(link)'],
  [
    'with two of them',
    `${link.replace('ngC', 'ng=\r\nC').replace('let', 'l=\r\net')} listed`,
    '(link) listed',
  ],
  ['with a soft line break in its path', `${link.replace('/l/', '/l=\r\n/')} listed`, '(link) listed'],
  ['with a line break in its code', `${link.replace('ngC', 'ng\r\n C')} listed`, '(link) listed'],
  ['cut short', `${link.slice(0, -9)}... listed`, '(link) listed'],
  ['of another scheme', 'ftp://a.example/b#c', '(link)'],
  ['without a code', '550 see https://a.example/b?p=NoSuchUser - gsmtp', '550 see (link) - gsmtp'],
  ['twice', `${link} ${link}`, '(link) (link)'],
])('a link is left out: %s', (_, text, words) => {
  expect(wordsOf(text)).toBe(words)
})

test.each([
  [`p.example/l/1#${code} listed`, 'p.example/l/1#(code) listed'],
  [`p.example/l/1#${code.slice(0, 11)}... listed`, 'p.example/l/1#(code)... listed'],
  [`p.example/l/1#${code.slice(0, 5)}=\r\n${code.slice(5)} listed`, 'p.example/l/1#(code) listed'],
  [`p.example/enter?code=${code}&x=1`, 'p.example/enter?code=(code)&x=1'],
  [`p.example/enter/${code}`, 'p.example/enter/(code)'],
  [`#${'a'.repeat(2_000)}`, '#(code)'],
])('the code of a link without scheme is left out: %s', (text, words) => {
  expect(wordsOf(text)).toBe(words)
})

test('what is no code stays', () => {
  const text = '550 5.1.1 policy #12 and queue id 4F2bQk1x9zR0mN7sT5wY8v: rejected (S3150)'
  expect(wordsOf(text)).toBe(text)
})

test.each([
  ['smtp; 550 5.1.1 <alice@acme.example>: unknown', 'smtp; 550 5.1.1 <(address)>: unknown'],
  ['no "alice smith"@acme.example here', 'no (address) here'],
])('an address is left out: %s', (text, words) => {
  expect(wordsOf(text)).toBe(words)
})

test('a long text is cut before an address, not within it', () => {
  expect(wordsOf(`https://a.example/${'a'.repeat(7_978)} alice@acme.example`)).toBe('(link)')
})

test('the words are one line of at most 500 characters', () => {
  expect(wordsOf(' first\r\n\tsecond\u0000 ')).toBe('first second')
  expect(wordsOf('word '.repeat(400)).length).toBeLessThanOrEqual(500)
})

test.each(['', ' ', 'x', '@', '=', '#', '# ', '= ', 'a:', '://', '#a ', 'alice@acme.example ', `${link} `])(
  'nothing gets out of the address and the link behind a megabyte of %j',
  filling => {
    // If the time grew with the square of the length, this would take longer than a test may.
    const words = wordsOf(
      `550 ${filling.repeat(1_000_000 / (filling.length || 1))}alice@acme.example ${link}`,
    )
    expect(words).not.toMatch(/alice|kL0ng/)
  },
)
