import { bytes, slowly } from '../../servers/relay/reply.ts'
import { closes, does, impatient, type Row, replies, silent } from '../row.ts'

export const opening: Row[] = [
  {
    when: 'connecting',
    label: 'refuses the connection',
    outcome: 'not_sent',
    relay: relay => void relay.stop(),
  },
  {
    when: 'connecting',
    label: 'has a name that does not resolve',
    outcome: 'not_sent',
    relay: () => {},
    urlOf: () => 'smtp://relay.invalid',
    limits: impatient,
  },
  silent('greeting'),
  does('greeting', 'closes, and again', 'not_sent', ['drop', 'drop']),
  replies('greeting', '421 4.3.2 too busy', 'not_sent'),
  replies('greeting', '421 4.7.0 not now', 'not_sent'),
  replies('greeting', '554 5.7.1 not from here', 'not_sent', { reason: 'RFC 5321 section 3.1' }),
  replies('greeting', '521 5.3.2 takes no mail', 'not_sent', { reason: 'RFC 7504 section 3' }),
  does('greeting', 'speaks HTTP', 'not_sent', bytes('HTTP/1.1 400 Bad Request\r\n\r\n')),
  does('greeting', 'says two megabytes that are no line', 'not_sent', bytes('A'.repeat(2_000_000))),
  does('greeting', 'greets byte by byte', 'accepted', slowly('220 relay.test', 2)),
  replies('ehlo', '421 4.7.0 not now', 'not_sent'),
  does('ehlo', '`502 5.5.1 unknown`, but knows HELO', 'accepted', '502 5.5.1 unknown', {
    reason: 'RFC 5321 section 3.2',
  }),
  does('ehlo', '`550 5.7.1 no`, to HELO too', 'not_sent', ['550 5.7.1 no', '550 5.7.1 no'], { code: 550 }),
  closes('ehlo'),
  silent('ehlo'),
]
