import { expect, test } from 'vitest'
import { decideSettle, type Outcome } from './decide-settle.ts'
import { createDelivery, hourMs, now } from './example.ts'

const outcome = (more: Partial<Outcome> = {}): Outcome => ({
  attempt: 1,
  outcome: 'deferred',
  relay: 'relay:25',
  smtpCode: 451,
  enhancedCode: '4.7.1',
  detail: '451 4.7.1 later',
  retryInMs: 1_000,
  ...more,
})
const accepted = outcome({ outcome: 'accepted', smtpCode: 250, detail: '250 ok', retryInMs: null })
const rejected = outcome({ outcome: 'rejected', smtpCode: 550, detail: '550 no', retryInMs: null })

const sending = createDelivery({
  status: 'sending',
  attempts: 1,
  outcomes: { 1: null },
  claimedUntil: now + 1_000,
})

test('an acceptance marks the delivery as sent and records the relay’s reply with the attempt', () => {
  const { change, answers } = decideSettle(sending, [accepted], now)
  expect(answers).toEqual([{ status: 'sent' }])
  expect(change?.after).toMatchObject({ status: 'sent', sentAt: now, claimedUntil: null, deferrals: 0 })
  expect(change?.finished).toMatchObject([
    { number: 1, outcome: 'accepted', smtpCode: 250, detail: '250 ok' },
  ])
})

test.each([
  { how: 'deferred', deferrals: 1 },
  { how: 'unknown', deferrals: 1 },
  { how: 'not_sent', deferrals: 0 },
] as const)('a delivery whose attempt was $how waits for its retry', ({ how, deferrals }) => {
  const { change, answers } = decideSettle(sending, [outcome({ outcome: how })], now)
  expect(answers).toEqual([{ status: 'waiting', retryInMs: 1_000 }])
  expect(change?.after).toMatchObject({ status: 'waiting', dueAt: now + 1_000, deferrals })
})

test('a delivery whose retry would be due after the deadline is dead', () => {
  const late = outcome({ retryInMs: hourMs + 1 })
  const reason = 'the deadline comes before the next try: 451 4.7.1 later'
  expect(decideSettle(sending, [late], now).answers).toEqual([{ status: 'dead', reason }])
  expect(decideSettle(sending, [outcome({ retryInMs: hourMs })], now).answers).toMatchObject([
    { status: 'waiting' },
  ])
})

test('an outcome that is reported again changes nothing and gets the same answer', () => {
  const once = decideSettle(sending, [rejected], now)
  const after = { ...(once.change?.after ?? sending), outcomes: { 1: 'rejected' as const } }
  expect(decideSettle(after, [rejected, rejected], now)).toEqual({
    answers: [...once.answers, ...once.answers],
  })
})

const takenOver = createDelivery({
  status: 'sending',
  attempts: 2,
  outcomes: { 1: 'unknown', 2: null },
  claimedUntil: now + 1_000,
})

test('the outcome of an attempt that was taken over is stale, unless it is an acceptance', () => {
  expect(decideSettle(takenOver, [rejected], now)).toEqual({ answers: [{ status: 'stale' }] })
  const { change, answers } = decideSettle(takenOver, [accepted], now)
  expect(answers).toEqual([{ status: 'sent' }])
  expect(change?.finished).toMatchObject([{ number: 1, outcome: 'unknown', detail: '250 ok' }])
})

test.each([[[0, 1]], [[1, 0]]])(
  'an acceptance overrules the other outcomes of the same transaction, in the order %j',
  order => {
    const both = [accepted, { ...rejected, attempt: 2 }]
    const { change, answers } = decideSettle(
      takenOver,
      order.map(index => both[index] as Outcome),
      now,
    )
    expect(order.map((index, place) => [index, answers[place]?.status])).toEqual(
      order.map(index => [index, index === 0 ? 'sent' : 'stale']),
    )
    expect(change?.after).toMatchObject({ status: 'sent' })
  },
)

test('a late acceptance marks a dead delivery as sent', () => {
  const dead = createDelivery({
    ...takenOver,
    status: 'dead',
    deadAt: now,
    deadReason: 'rejected: 550',
    outcomes: { 1: 'unknown', 2: 'rejected' },
  })
  expect(decideSettle(dead, [accepted], now).change?.after).toMatchObject({
    status: 'sent',
    deadAt: null,
    deadReason: null,
  })
})

test('the outcome of an attempt that was deleted is not recorded with the attempt', () => {
  expect(decideSettle({ ...sending, outcomes: {} }, [accepted], now).change?.finished).toEqual([])
})
