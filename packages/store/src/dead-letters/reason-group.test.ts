import { expect, test } from 'vitest'
import { groupOf } from './reason-group.ts'

test.each([
  [
    'rejected: 550 5.1.1 <(address)>: no such mailbox',
    'rejected: 550 5.1.1 <(address)>: no such mailbox',
    '550',
    '5.1.1',
  ],
  [
    'rejected: 550-5.1.1 The email account does not exist. 550 5.1.1 https://support.example/?p=NoSuchUser q12-2002si123.45 - gsmtp',
    'rejected: 550-5.1.1 The email account does not exist. 550 5.1.1 … - gsmtp',
    '550',
    '5.1.1',
  ],
  [
    'the deadline comes before the next try: 451 4.7.1 Greylisted, try again in 300 seconds',
    'the deadline comes before the next try: 451 4.7.1 Greylisted, try again in … seconds',
    '451',
    '4.7.1',
  ],
  [
    'rejected: 554 rejected by 192.0.2.1 as 4Xk2Tn0qz3 17:31',
    'rejected: 554 rejected by … as …',
    '554',
    null,
  ],
  [
    'rejected: 552 5.2.2 (mailbox of person-17 is 104% full) [id=7f3a]',
    'rejected: 552 5.2.2 (mailbox of … is … full) …',
    '552',
    '5.2.2',
  ],
  ['answered 410: it wants no more', 'answered 410: it wants no more', '410', null],
  [
    'the deadline passed before the webhook could be sent: answered 503, retry after 30 seconds',
    'the deadline passed before the webhook could be sent: answered 503, retry after … seconds',
    '503',
    null,
  ],
  ['connect ECONNREFUSED 127.0.0.1:2525', 'connect ECONNREFUSED …', null, null],
  ['rejected: 421 4.7.0 see 5.7.0 or 10.0.0.1', 'rejected: 421 4.7.0 see 5.7.0 or …', '421', '4.7.0'],
  ['the link was revoked', 'the link was revoked', null, null],
  ['', '', null, null],
])('%j is %j', (reason, words, code, enhancedCode) => {
  expect(groupOf(reason)).toEqual({
    group: expect.stringMatching(/^[0-9a-f]{16}$/),
    words,
    code,
    enhancedCode,
  })
})

test('reasons are of one group if they differ in ids, numbers and addresses only', () => {
  const of = (id: string, seconds: number) =>
    groupOf(`rejected: 451 4.7.1 ${id}: deferred, try in ${seconds} s (user${seconds}@acme.example)`).group
  expect(of('4Xk2Tn', 30)).toBe(of('9ZZ1aa 77', 250))
  expect(groupOf('rejected: 550 5.1.1 unknown').group).not.toBe(groupOf('rejected: 550 5.1.2 unknown').group)
  expect(groupOf('rejected: 550 unknown').group).not.toBe(groupOf('rejected: 553 unknown').group)
})
