import { expect, test } from 'vitest'
import type { Attempt, Copy, Delivery, Facts } from '../facts.ts'
import { accountFor, breachesOf } from './account-for.ts'

const attempt: Attempt = {
  number: 1,
  startedAt: 1_010,
  finishedAt: 1_100,
  outcome: 'accepted',
  relay: 'relay',
  detail: '250 accepted',
}
const delivery: Delivery = {
  id: 'delivery',
  requestId: 'request',
  linkId: 'link',
  status: 'sent',
  deadReason: null,
  deadline: 60_000,
  expiresAt: 45_000,
  attempts: [attempt],
}
const copy: Copy = {
  deliveryId: 'delivery',
  linkId: 'link',
  link: 'digest',
  relay: 'relay-1',
  receivedAt: 1_050,
}

const facts: Facts = {
  calls: [{ requestId: 'request', status: 200, endedAt: 1_000 }],
  deliveries: [delivery],
  copies: [copy],
  deadLinks: [],
  webhooks: [],
  faults: [],
}
const changed = (difference: Partial<Delivery>) => ({
  ...facts,
  deliveries: [{ ...delivery, ...difference }],
})
const breachNames = (given: Facts) => breachesOf(accountFor(given)).map(({ what }) => what)

test('a promised mail that arrived is no breach', () => {
  expect(breachesOf(accountFor(facts))).toEqual([])
})

test('a call answered 200 that was never recorded is lost', () => {
  expect(accountFor({ ...facts, deliveries: [], copies: [] }).lost).toHaveLength(1)
})

test('a call that was not answered 200 promises nothing', () => {
  const calls = [{ requestId: 'request', status: 503, endedAt: 1_000 }]
  expect(breachesOf(accountFor({ ...facts, calls, deliveries: [], copies: [] }))).toEqual([])
})

test('a sent delivery whose mail is in no mailbox is lost', () => {
  expect(accountFor({ ...facts, copies: [] }).lost).toHaveLength(1)
})

test('a delivery that is open at the end is lost, promised or not', () => {
  const open = { ...changed({ status: 'waiting' }), copies: [] }
  expect(accountFor(open).lost).toHaveLength(1)
  expect(accountFor({ ...open, calls: [] }).lost).toHaveLength(1)
})

test('a delivery may be dead only because of its deadline or its link', () => {
  const deadFor = (deadReason: string, deadLinks: Facts['deadLinks'] = []) =>
    accountFor({ ...changed({ status: 'dead', deadReason }), copies: [], deadLinks }).lost
  expect(deadFor('the deadline passed before the mail could be sent')).toEqual([])
  expect(deadFor('the link was revoked', [{ linkId: 'link', how: 'revoked', at: 900 }])).toEqual([])
  expect(deadFor('the link was revoked')).toHaveLength(1)
  expect(deadFor('')).toHaveLength(1)
})

test('each further mail needs an unknown attempt to explain it', () => {
  const copies = [copy, copy, copy]
  const unknown = { ...attempt, outcome: 'unknown' }
  const explained = changed({ attempts: [unknown, { ...unknown, number: 2 }, { ...attempt, number: 3 }] })
  expect(accountFor({ ...explained, copies }).duplicates).toEqual({ count: 2, unexplained: [] })
  const halfExplained = changed({ attempts: [unknown, { ...attempt, number: 2 }] })
  expect(accountFor({ ...halfExplained, copies }).duplicates).toMatchObject({ count: 2, unexplained: [{}] })
})

test('all mails of a delivery carry its own link', () => {
  const attempts = [{ ...attempt, outcome: 'unknown' }]
  expect(breachNames({ ...changed({ attempts }), copies: [copy, { ...copy, link: 'another' }] })).toEqual([
    'mails with different links',
  ])
  expect(breachNames({ ...facts, copies: [{ ...copy, linkId: 'another' }] })).toEqual([
    'a mail with another link than its own',
  ])
})

test('a mail of no delivery, and a second delivery for one call, are unexplained', () => {
  expect(breachNames({ ...facts, copies: [copy, { ...copy, deliveryId: 'nobody' }] })).toEqual([
    'a mail of no delivery',
  ])
  const twice = { ...facts, deliveries: [delivery, { ...delivery, id: 'second' }] }
  expect(breachNames({ ...twice, copies: [copy, { ...copy, deliveryId: 'second' }] })).toEqual([
    'a second delivery for one call',
  ])
})

test('a link that was dead before the attempt began must not be mailed', () => {
  const killedAt = (at: number) =>
    accountFor({ ...facts, deadLinks: [{ linkId: 'link', how: 'revoked', at }] })
  expect(killedAt(1_000).deadLinks).toHaveLength(1)
  expect(killedAt(1_020).deadLinks).toEqual([])
})

test('a link must not be mailed by an attempt after the deadline, or after it expired', () => {
  expect(accountFor(changed({ deadline: 1_000 })).deadLinks).toHaveLength(1)
  expect(accountFor(changed({ expiresAt: 1_040 })).deadLinks).toHaveLength(1)
})

test('the reason of a dead delivery whose mail arrived must mention that it may have arrived', () => {
  const deadLinks = [{ linkId: 'link', how: 'revoked' as const, at: 1_020 }]
  const dead = (deadReason: string) => accountFor({ ...changed({ status: 'dead', deadReason }), deadLinks })
  expect(dead('the link was revoked').silentDeaths).toHaveLength(1)
  expect(dead('the link was revoked, the mail may have arrived').silentDeaths).toEqual([])
})

test('recovery is the longest wait while nothing was broken that mail needs', () => {
  const fault = {
    what: 'postgres restarted',
    targets: 'postgres',
    stopsMail: true,
    beganAt: 900,
    endedAt: 1_020,
  }
  const recoveryWith = (...faults: Facts['faults']) =>
    accountFor({ ...facts, faults }).recovery.worstRecoveryMs
  expect(recoveryWith()).toBe(50)
  expect(recoveryWith(fault)).toBe(30)
  expect(recoveryWith({ ...fault, stopsMail: false })).toBe(50)
  expect(recoveryWith({ ...fault, beganAt: 1_060, endedAt: 1_090 })).toBe(50)
  expect(recoveryWith({ ...fault, beganAt: 1_040, endedAt: 1_045 })).toBe(40)
  expect(recoveryWith(fault, { ...fault, beganAt: 1_035, endedAt: 1_050 })).toBe(15)
})

test('a mail that waits for the answer of a relay that may have taken it is excused', () => {
  const unknown = { ...attempt, outcome: 'unknown', finishedAt: 1_040 }
  expect(
    accountFor(changed({ attempts: [unknown, { ...attempt, number: 2 }] })).recovery.worstRecoveryMs,
  ).toBe(10)
})

test('a mail must leave within a minute while a relay is well, or have an excuse to die at its deadline', () => {
  const late = { ...facts, copies: [{ ...copy, receivedAt: 61_001 }] }
  const down = { what: 'redis frozen', targets: 'redis', stopsMail: true, beganAt: 20_000, endedAt: 21_000 }
  expect(accountFor(late).neglected).toHaveLength(1)
  expect(accountFor({ ...late, faults: [down] }).neglected).toEqual([])
  const dead = {
    ...changed({
      status: 'dead',
      deadReason: 'the deadline passed before the mail could be sent',
      deadline: 16_000,
    }),
    copies: [],
  }
  expect(accountFor(dead).neglected).toHaveLength(1)
  expect(accountFor({ ...dead, faults: [{ ...down, beganAt: 5_000, endedAt: 9_000 }] }).neglected).toEqual([])
  const unusable = { ...changed({ status: 'dead', deadReason: 'the link was revoked' }), copies: [] }
  expect(accountFor(unusable).neglected).toEqual([])
})

test('a webhook ends sent and arrived, or dead because of its deadline', () => {
  const webhook = { id: 'webhook', status: 'sent', deadReason: null, arrived: true }
  const lostWith = (difference: Partial<Facts['webhooks'][number]>) =>
    accountFor({ ...facts, webhooks: [{ ...webhook, ...difference }] }).lost.length
  expect(lostWith({})).toBe(0)
  expect(lostWith({ arrived: false })).toBe(1)
  expect(lostWith({ status: 'waiting', arrived: false })).toBe(1)
  expect(lostWith({ status: 'dead', deadReason: 'answered 410', arrived: false })).toBe(1)
  const deadline = 'the deadline passed before the webhook could be sent'
  expect(lostWith({ status: 'dead', deadReason: deadline, arrived: false })).toBe(0)
})
