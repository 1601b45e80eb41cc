import { expect, test } from 'vitest'
import { createDelivery } from '../deliveries/example.ts'
import { decideReport } from './decide-report.ts'

const sent = createDelivery({ status: 'sent', attempts: 1 })
const bounce = (status: string | null) => ({ kind: 'bounced', status }) as const
const at = { at: '2026-11-28T00:00:00Z', status: '5.1.1', detail: 'no such user', suppresses: true }

test.each([
  ['5.1.1', true],
  ['5.1.2', true],
  ['5.1.10', true],
  ['5.2.0', true],
  ['5.2.1', true],
  ['5.4.1', true],
  ['5.4.4', true],
  // About the address or its sender, of a failure that may pass, about anything, the sender, a full mailbox, the
  // system, the content or a policy.
  ['5.1.0', false],
  ['4.1.1', false],
  ['4.4.1', false],
  ['4.2.1', false],
  ['5.0.0', false],
  ['5.1.7', false],
  ['5.1.8', false],
  ['5.2.2', false],
  ['5.2.3', false],
  ['5.3.0', false],
  ['5.4.6', false],
  ['5.5.0', false],
  ['5.6.0', false],
  ['5.7.1', false],
  ['5.7.26', false],
  [null, false],
])('a bounce with the status %s suppresses the address: %s', (status, suppresses) => {
  expect(decideReport(sent, bounce(status))).toEqual({ outcome: 'recorded', suppresses })
})

test('what the reporter says of the address counts more than the status', () => {
  const decide = (status: string | null, isAboutAddress: boolean) =>
    decideReport(sent, { ...bounce(status), isAboutAddress }).suppresses
  expect([decide(null, true), decide('5.7.1', true), decide('5.1.1', false)]).toEqual([true, true, false])
})

test('a complaint suppresses the address, a delay does not', () => {
  expect(decideReport(sent, { kind: 'complained', status: null }).suppresses).toBe(true)
  expect(decideReport(sent, { kind: 'delayed', status: '4.4.1' })).toEqual({
    outcome: 'recorded',
    suppresses: false,
  })
})

test('the first report of a kind counts, and one of another kind is recorded too, but no delay after a bounce', () => {
  const bounced = { ...sent, reports: { bounced: at } }
  expect(decideReport(bounced, bounce('5.1.1'))).toEqual({ outcome: 'before', suppresses: false })
  expect(decideReport(bounced, { kind: 'complained', status: null }).outcome).toBe('recorded')
  expect(decideReport(bounced, { kind: 'delayed', status: '4.4.1' }).outcome).toBe('before')
  expect(decideReport({ ...sent, reports: { delayed: at } }, bounce('5.1.1')).outcome).toBe('recorded')
  const refused = { ...sent, reports: { bounced: { ...at, status: '5.7.1', suppresses: false } } }
  expect(decideReport(refused, bounce('5.1.1'))).toEqual({ outcome: 'recorded', suppresses: true })
  expect(decideReport(refused, bounce('5.7.1')).outcome).toBe('before')
})

test('nothing is reported of a webhook, nor of a mail of which no attempt was made', () => {
  expect(decideReport({ ...sent, kind: 'webhook' }, bounce('5.1.1')).outcome).toBe('unknown')
  expect(decideReport({ ...sent, attempts: 0 }, bounce('5.1.1')).outcome).toBe('unknown')
})
