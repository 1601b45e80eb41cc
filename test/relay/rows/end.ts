import { bytes, inPieces, slowly } from '../../servers/relay/reply.ts'
import { does, offering, type Row, replies, withTls } from '../row.ts'

const codeDecides = { reason: 'the reply code decides: RFC 5321 section 4.2' }
const noReply = { reason: 'no reply: RFC 5321 section 4.2' }
const patientForASecond = { limits: { dot: 1_000 } }

export const end: Row[] = [
  replies('message', '250 2.0.0 accepted', 'accepted'),
  does('message', '`250` in several lines', 'accepted', '250-2.0.0 accepted\r\n250 2.0.0 as 1'),
  does(
    'message',
    '`250` in several TCP segments',
    'accepted',
    inPieces('2', '50-a\r', '\n25', '0 ok\r', '\n'),
  ),
  does('message', '`250` byte by byte', 'accepted', slowly('250 2.0.0 accepted', 2)),
  does('message', '`250` and 100 kB of words', 'accepted', `250 2.0.0 ${'x'.repeat(100_000)}`),
  does('message', '`250` without a word', 'accepted', '250', { reason: 'RFC 5321 section 4.2' }),
  does('message', '`250` ended by a line feed alone', 'accepted', bytes('250 2.0.0 accepted\n')),
  does('message', '`250`, then `421`', 'accepted', '250 2.0.0 accepted\r\n421 4.3.2 going down'),
  does('message', '`250`, then closes', 'accepted', bytes('250 2.0.0 accepted\r\n', 'drop')),
  withTls(replies('message', '250 2.0.0 accepted', 'accepted', { label: '`250`, encrypted' })),

  replies('message', '421 4.3.2 going down', 'deferred', { reason: 'it has not taken the mail' }),
  replies('message', '450 4.2.0 Greylisted for 10 minutes', 'deferred', { namedMs: 600_000 }),
  replies('message', '451 4.3.0 trouble here', 'deferred'),
  replies('message', '452 4.3.1 the disk is full', 'deferred'),
  replies('message', '451 5.7.1 later', 'deferred', codeDecides),
  replies('message', '503 5.5.1 out of order', 'deferred', {
    reason: 'about the order: RFC 5321 section 4.2.1',
  }),
  replies('message', '550 5.7.26 not authenticated', 'rejected'),
  replies('message', '552 5.3.4 too big', 'rejected'),
  offering(
    ['SIZE 1000'],
    does(
      'message',
      '`552 5.3.4`, having announced a SIZE smaller than the mail',
      'rejected',
      '552 5.3.4 too big',
      {
        code: 552,
      },
    ),
  ),
  replies('message', '554 5.7.1 spam', 'rejected'),
  replies('message', '554 4.7.1 spam', 'rejected', codeDecides),
  does('message', '`554 5.7.1` and 100 kB of words', 'rejected', `554 5.7.1 ${'x'.repeat(100_000)}`, {
    code: 554,
  }),

  does('message', 'closes', 'unknown', 'drop', { reason: 'RFC 1047' }),
  withTls(does('message', 'closes, encrypted', 'unknown', 'drop')),
  does('message', 'says nothing for 10 minutes', 'unknown', 'hang', {
    ...patientForASecond,
    reason: 'RFC 5321 section 4.5.3.2.6',
  }),
  does('message', 'half a reply, `250 2.0`, and closes', 'unknown', bytes('250 2.0', 'drop'), noReply),
  does('message', 'half a reply, `554 5.7`, and closes', 'unknown', bytes('554 5.7', 'drop'), {
    ...noReply,
    code: 554,
  }),
  does('message', '`250` ended by a carriage return alone', 'unknown', bytes('250 2.0.0 accepted\r'), {
    ...noReply,
    ...patientForASecond,
  }),
  replies('message', '354 go ahead', 'unknown', { reason: 'no answer to a mail' }),
  does('message', '`2 ok`', 'unknown', bytes('2 ok\r\n'), noReply),
  does('message', '`250-` and `550`', 'unknown', '250-yes\r\n550 no', { reason: 'RFC 5321 section 4.2.1' }),
  does(
    'message',
    'byte by byte for longer than 10 minutes',
    'unknown',
    slowly(`250 2.0.0 ${'.'.repeat(300)}`, 10),
    {
      ...patientForASecond,
      reason: 'RFC 5321 section 4.5.3.2.6',
    },
  ),
  does('message', 'garbage', 'unknown', bytes('xyzzy\r\n'), noReply),
  does('message', '`55012`', 'unknown', bytes('55012\r\n'), noReply),
  does('message', '`550-` and `250`', 'unknown', '550-no\r\n250 yes', { reason: 'RFC 5321 section 4.2.1' }),
]
