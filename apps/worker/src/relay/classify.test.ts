import { expect, test } from 'vitest'
import { classifyError, classifyReply, enhancedCodeOf, replyCodeOf } from './classify.ts'

const beforeEnd = false
const afterEnd = true

test.each([
  // Replies about this mail.
  ['RCPT TO', 550, beforeEnd, 'rejected'],
  ['RCPT TO:<a@b.example>', 553, beforeEnd, 'rejected'],
  ['RCPT TO', 501, beforeEnd, 'rejected'],
  ['RCPT TO', 571, beforeEnd, 'rejected'],
  ['RCPT TO', 450, beforeEnd, 'deferred'],
  ['RCPT TO', 452, beforeEnd, 'deferred'],
  ['DATA', 554, beforeEnd, 'rejected'],
  ['DATA', 451, beforeEnd, 'deferred'],
  ['DATA', 554, afterEnd, 'rejected'],
  ['DATA', 552, afterEnd, 'rejected'],
  ['DATA', 451, afterEnd, 'deferred'],
  // Replies about the client, the relay or the connection.
  ['DATA', 421, afterEnd, 'deferred'],
  ['DATA', 530, afterEnd, 'deferred'],
  ['RCPT TO', 421, beforeEnd, 'not_sent'],
  ['DATA', 421, beforeEnd, 'not_sent'],
  ['RCPT TO', 530, beforeEnd, 'not_sent'],
  ['DATA', 535, beforeEnd, 'not_sent'],
  ['RCPT TO', 500, beforeEnd, 'deferred'],
  ['RCPT TO', 502, beforeEnd, 'deferred'],
  ['RCPT TO', 503, beforeEnd, 'deferred'],
  ['RCPT TO', 504, beforeEnd, 'deferred'],
  ['DATA', 503, beforeEnd, 'deferred'],
  ['CONN', 421, beforeEnd, 'not_sent'],
  ['CONN', 554, beforeEnd, 'not_sent'],
  ['EHLO', 550, beforeEnd, 'not_sent'],
  ['AUTH PLAIN', 535, beforeEnd, 'not_sent'],
  ['AUTH PLAIN', 454, beforeEnd, 'not_sent'],
  ['STARTTLS', 454, beforeEnd, 'not_sent'],
  ['MAIL FROM', 550, beforeEnd, 'not_sent'],
  ['MAIL FROM', 451, beforeEnd, 'not_sent'],
  // Replies that do not belong to the command.
  ['RCPT TO', 354, beforeEnd, 'not_sent'],
  ['DATA', 354, afterEnd, 'unknown'],
  ['CONN', 554, afterEnd, 'unknown'],
] as const)('%s answered %i, end of mail sent: %s → %s', (command, smtpCode, endSent, outcome) => {
  const response = `${smtpCode} words`
  expect(classifyError({ message: 'x', command, response }, endSent, 'kL0ngC0de')).toEqual({
    outcome,
    smtpCode,
    enhancedCode: null,
    retryAfterMs: null,
    detail: response,
  })
})

test.each([
  [{ code: 'ECONNECTION', command: 'CONN' }, beforeEnd, 'not_sent'],
  [{ code: 'ETIMEDOUT', command: 'CONN' }, beforeEnd, 'not_sent'],
  [{ code: 'ETLS' }, beforeEnd, 'not_sent'],
  [{ code: 'EDNS' }, beforeEnd, 'not_sent'],
  [{ code: 'EMESSAGE', command: 'DATA' }, beforeEnd, 'not_sent'],
  [{}, beforeEnd, 'not_sent'],
  [{ code: 'ECONNECTION', command: 'CONN' }, afterEnd, 'unknown'],
  [{ code: 'ETIMEDOUT', command: 'DATA' }, afterEnd, 'unknown'],
  [{ code: 'EMESSAGE', command: 'DATA' }, afterEnd, 'unknown'],
  [{}, afterEnd, 'unknown'],
  [{ code: 'EENVELOPE', command: 'API' }, beforeEnd, 'rejected'],
] as const)('no reply, %j, end of mail sent: %s → %s', (error, endSent, outcome) => {
  const message = 'cannot reach <a@b.example>'
  expect(classifyError({ ...error, message }, endSent, 'kL0ngC0de')).toEqual({
    outcome,
    smtpCode: null,
    enhancedCode: null,
    retryAfterMs: null,
    detail: 'cannot reach <(address)>',
  })
})

test.each([
  ['550 4.1.1 no such mailbox', 'rejected', '4.1.1'],
  ['450 5.1.1 no such mailbox', 'deferred', '5.1.1'],
])('the reply code takes precedence over the enhanced code: %s → %s', (response, outcome, enhancedCode) => {
  expect(classifyError({ message: 'x', command: 'RCPT TO', response }, beforeEnd, 'kL0ngC0de')).toMatchObject(
    { outcome, enhancedCode },
  )
})

test.each([
  ['250 2.0.0 ok', afterEnd, 'accepted'],
  ['251 ok', afterEnd, 'accepted'],
  ['250-ok\n250 2.0.0 queued', afterEnd, 'accepted'],
  ['250 2.0.0 ok', beforeEnd, 'not_sent'],
  ['2 ok', afterEnd, 'unknown'],
  ['2garbage', afterEnd, 'unknown'],
  ['250-ok\n550 no', afterEnd, 'unknown'],
])('the reply %j to the mail, end of mail sent: %s → %s', (reply, endSent, outcome) => {
  expect(classifyReply(reply, endSent, 'kL0ngC0de')).toMatchObject({ outcome })
})

test.each([
  ['250', 250],
  ['250OK', 250],
  ['550-5.7.26 two\r\n550 5.7.26 lines', 550],
  ['550-two\n554 codes', 550],
  ['550-two\n450 classes', null],
  ['250-one line\n', null],
  ['55012 digits', null],
  ['999 no class', null],
  ['120 no class', null],
  ['25', null],
  ['xyzzy', null],
  ['', null],
])('the code of %j is %s', (reply, code) => {
  expect(replyCodeOf(reply)).toBe(code)
})

test.each([
  ['550 5.1.1 no such mailbox', '5.1.1'],
  ['550-5.7.26 two\r\n550 5.7.26 lines', '5.7.26'],
  ['250 2.0.0', '2.0.0'],
  ['550 no such mailbox', null],
  ['550 3.1.1 no such class', null],
  ['550 version 5.1.1', null],
  ['', null],
])('the enhanced code of %j is %s', (reply, code) => {
  expect(enhancedCodeOf(reply)).toBe(code)
})
