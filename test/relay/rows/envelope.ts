import { bytes } from '../../servers/relay/reply.ts'
import { mail } from '../hand-over.ts'
import { closes, does, offering, type Row, replies, silent, withTls } from '../row.ts'

const minutes = 60_000
const codeDecides = { reason: 'the reply code decides: RFC 5321 section 4.2' }
const utf8 = { mail: { ...mail, to: 'älice@acme.example' } }

export const envelope: Row[] = [
  replies('mail', '421 4.7.0 not now', 'not_sent'),
  replies('mail', '451 4.3.0 trouble here', 'not_sent'),
  replies('mail', '452 4.3.1 the disk is full', 'not_sent'),
  replies('mail', '530 5.7.0 log in first', 'not_sent'),
  replies('mail', '550 5.7.1 sender refused', 'not_sent'),
  replies('mail', '552 5.3.4 too big for you', 'not_sent'),
  replies('mail', '553 5.1.8 no such sender', 'not_sent'),
  offering(['8BITMIME'], {
    ...replies('mail', '250 ok', 'rejected', {
      label: 'offers no SMTPUTF8, and the address is beyond ASCII',
      ...utf8,
    }),
    code: undefined,
    neverReceives: /^(MAIL|RCPT)/,
    reason: 'RFC 6531 section 3.2',
  }),
  does('mail', 'garbage', 'not_sent', bytes('xyzzy\r\n')),
  closes('mail'),
  withTls(closes('mail', { label: 'closes, encrypted' })),
  silent('mail'),

  replies('rcpt', '251 2.1.5 will forward', 'accepted', { reason: 'RFC 5321 section 3.4' }),
  replies('rcpt', '252 2.1.5 cannot verify', 'accepted', { reason: 'RFC 5321 section 3.5.3' }),
  replies('rcpt', '450 4.2.0 greylisted', 'deferred'),
  replies('rcpt', '450 4.2.0 Greylisted, try again in 600 seconds', 'deferred', { namedMs: 10 * minutes }),
  replies('rcpt', '450 Greylisted for 10 minutes', 'deferred', { namedMs: 10 * minutes }),
  replies('rcpt', '451 4.7.1 please retry in 5 min', 'deferred', { namedMs: 5 * minutes }),
  replies('rcpt', '451 4.7.1 Greylisting in action, please come back in 00:05:00', 'deferred', {
    namedMs: 5 * minutes,
  }),
  replies('rcpt', '451 4.7.1 retry after PT10M', 'deferred', { namedMs: 10 * minutes }),
  replies('rcpt', '450 4.7.1 more than 100 mails in 24 hours, try again later', 'deferred', {
    reason: 'a limit is no delay',
  }),
  replies('rcpt', '452 4.2.2 mailbox full', 'deferred'),
  replies('rcpt', '450 5.1.1 no such mailbox', 'deferred', codeDecides),
  replies('rcpt', '550 5.1.1 no such mailbox', 'rejected'),
  replies('rcpt', '550 4.1.1 no such mailbox', 'rejected', codeDecides),
  replies('rcpt', '501 5.1.3 bad address', 'rejected'),
  replies('rcpt', '551 5.1.6 has moved', 'rejected', { reason: 'RFC 5321 section 3.4' }),
  replies('rcpt', '552 5.2.2 mailbox full', 'rejected'),
  replies('rcpt', '553 5.1.3 not like this', 'rejected'),
  replies('rcpt', '554 5.7.1 relaying denied', 'rejected'),
  replies('rcpt', '556 5.1.10 takes no mail', 'rejected', { reason: 'RFC 7504 section 4' }),
  replies('rcpt', '571 5.7.1 refused', 'rejected', {
    reason: 'the first digit decides: RFC 5321 section 4.2',
  }),
  replies('rcpt', '421 4.7.0 not now', 'not_sent', { reason: 'RFC 5321 section 3.8' }),
  replies('rcpt', '530 5.7.0 log in first', 'not_sent', { reason: 'RFC 4954 section 6' }),
  replies('rcpt', '500 5.5.1 unknown', 'deferred', { reason: 'about the command: RFC 5321 section 4.2.1' }),
  replies('rcpt', '503 5.5.1 out of order', 'deferred', {
    reason: 'about the order: RFC 5321 section 4.2.1',
  }),
  replies('rcpt', '504 5.5.2 full name, please', 'deferred', {
    reason: 'about HELO: RFC 5321 section 4.2.1',
  }),
  replies('rcpt', '354 go ahead', 'not_sent', { reason: 'no answer to RCPT' }),
  does('rcpt', 'garbage', 'not_sent', bytes('xyzzy\r\n')),
  does(
    'rcpt',
    '`550 5.1.1` in bytes that are not UTF-8',
    'rejected',
    bytes(latin1('550 5.1.1 caf\xe9\0\r\n')),
    {
      code: 550,
    },
  ),
  does('rcpt', 'half a reply, `550 5.1`, and closes', 'not_sent', bytes('550 5.1', 'drop'), { code: 550 }),
  closes('rcpt'),
  silent('rcpt'),
  offering(
    ['PIPELINING'],
    does('rcpt', '`550 5.1.1` and, asked at once, `354` to DATA', 'rejected', '550 5.1.1 no such mailbox', {
      code: 550,
      reason: 'RFC 2920 section 3.1',
    }),
  ),
  offering(['PIPELINING'], {
    when: 'RCPT',
    label: '`550 5.1.1` and, asked for DATA at once, closes',
    outcome: 'rejected',
    code: 550,
    relay(relay) {
      relay.script.rcpt.push('550 5.1.1 no such mailbox')
      relay.script.data.push('drop')
    },
    reason: 'RFC 2920 section 3.1',
  }),
  does('rcpt', '`250` to an address beyond ASCII, offering SMTPUTF8', 'accepted', [], utf8),
  does('rcpt', '`553 5.6.7` to an address beyond ASCII, offering SMTPUTF8', 'rejected', '553 5.6.7 no', {
    ...utf8,
    code: 553,
    reason: 'RFC 6531 section 3.5',
  }),
]

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}
