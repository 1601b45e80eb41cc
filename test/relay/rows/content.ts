import { setTimeout as pause } from 'node:timers/promises'
import { bytes, silence } from '../../servers/relay/reply.ts'
import { hugeMail } from '../hand-over.ts'
import { closes, does, type Row, replies, scripted, silent, withTls } from '../row.ts'

// Long enough for the connection's buffers to be full.
const drop = async () => {
  await pause(200)
  return 'drop'
}

export const content: Row[] = [
  replies('data', '421 4.7.0 not now', 'not_sent', { reason: 'RFC 5321 section 3.8' }),
  replies('data', '451 4.3.0 trouble here', 'deferred'),
  replies('data', '450 4.2.0 try again in 10 minutes', 'deferred', { namedMs: 600_000 }),
  replies('data', '550 5.7.1 refused', 'rejected'),
  replies('data', '554 5.5.1 no valid recipients', 'rejected'),
  replies('data', '503 5.5.1 out of order', 'deferred', {
    reason: 'about the order: RFC 5321 section 4.2.1',
  }),
  replies('data', '530 5.7.0 log in first', 'not_sent', { reason: 'RFC 4954 section 6' }),
  replies('data', '250 2.0.0 ok', 'not_sent', {
    code: undefined,
    reason: 'nothing but `354` asks for a mail: RFC 5321 section 4.3.2',
  }),
  does('data', 'garbage', 'not_sent', bytes('xyzzy\r\n')),
  closes('data'),
  silent('data'),
  does('content', 'closes in the middle', 'not_sent', drop, {
    mail: hugeMail,
    reason: 'without the final dot there is no mail: RFC 5321 section 4.1.1.4',
  }),
  withTls(does('content', 'closes in the middle, encrypted', 'not_sent', drop, { mail: hugeMail })),
  early('250 2.0.0 accepted', 'not_sent', { reason: 'RFC 5321 section 4.1.1.4' }),
  early('552 5.3.4 too big', 'rejected'),
  early('451 4.3.0 trouble here', 'deferred'),
  early('421 4.3.2 going down', 'not_sent', { reason: 'RFC 5321 section 3.8' }),
  early('xyzzy', 'not_sent', { code: undefined }),
  does('content', 'stops reading', 'not_sent', silence, { mail: hugeMail, limits: { block: 3_000 } }),
]

/** The relay answers before the mail's end. The mail is so small that its end would be sent otherwise. */
function early(reply: string, outcome: Row['outcome'], more: Partial<Row> = {}): Row {
  return replies('data', reply, outcome, {
    when: 'content',
    label: `\`${reply}\` before its end`,
    code: Number(reply.slice(0, 3)),
    relay: scripted('data', `354 go ahead\r\n${reply}`),
    ...more,
  })
}
