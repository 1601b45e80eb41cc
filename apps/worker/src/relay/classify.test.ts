import { expect, test } from 'vitest'
import { classifyError, enhancedCodeOf } from './classify.ts'

const beforeEnd = false
const afterEnd = true

test.each([
  // Answers about this mail.
  ['RCPT TO', 550, beforeEnd, 'rejected'],
  ['RCPT TO:<a@b.example>', 553, beforeEnd, 'rejected'],
  ['RCPT TO', 450, beforeEnd, 'deferred'],
  ['RCPT TO', 452, beforeEnd, 'deferred'],
  ['DATA', 554, afterEnd, 'rejected'],
  ['DATA', 552, afterEnd, 'rejected'],
  ['DATA', 451, afterEnd, 'deferred'],
  ['DATA', 421, afterEnd, 'deferred'],
  // Answers about us, this relay or this connection.
  ['RCPT TO', 421, beforeEnd, 'not_sent'],
  ['DATA', 421, beforeEnd, 'not_sent'],
  ['RCPT TO', 503, beforeEnd, 'deferred'],
  ['DATA', 503, beforeEnd, 'deferred'],
  ['CONN', 421, beforeEnd, 'not_sent'],
  ['CONN', 554, beforeEnd, 'not_sent'],
  ['EHLO', 550, beforeEnd, 'not_sent'],
  ['AUTH PLAIN', 535, beforeEnd, 'not_sent'],
  ['AUTH PLAIN', 454, beforeEnd, 'not_sent'],
  ['STARTTLS', 454, beforeEnd, 'not_sent'],
  ['MAIL FROM', 550, beforeEnd, 'not_sent'],
  ['MAIL FROM', 451, beforeEnd, 'not_sent'],
] as const)('%s answered %i, end of mail sent: %s → %s', (command, responseCode, endSent, outcome) => {
  const response = `${responseCode} words`
  expect(classifyError({ message: 'x', command, responseCode, response }, endSent, 'kL0ngC0de')).toEqual({
    outcome,
    smtpCode: responseCode,
    enhancedCode: null,
    detail: response,
  })
})

test.each([
  [{ code: 'ECONNECTION', command: 'CONN' }, beforeEnd, 'not_sent'],
  [{ code: 'ETIMEDOUT', command: 'CONN' }, beforeEnd, 'not_sent'],
  [{ code: 'ETLS' }, beforeEnd, 'not_sent'],
  [{ code: 'EDNS' }, beforeEnd, 'not_sent'],
  [{}, beforeEnd, 'not_sent'],
  [{ code: 'ECONNECTION', command: 'CONN' }, afterEnd, 'unknown'],
  [{ code: 'ETIMEDOUT', command: 'DATA' }, afterEnd, 'unknown'],
  [{}, afterEnd, 'unknown'],
  [{ code: 'EMESSAGE' }, beforeEnd, 'rejected'],
  [{ code: 'EENVELOPE', command: 'API' }, beforeEnd, 'rejected'],
] as const)('no answer, %j, end of mail sent: %s → %s', (error, endSent, outcome) => {
  const message = 'cannot reach <a@b.example>'
  expect(classifyError({ ...error, message }, endSent, 'kL0ngC0de')).toEqual({
    outcome,
    smtpCode: null,
    enhancedCode: null,
    detail: 'cannot reach <(address)>',
  })
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
