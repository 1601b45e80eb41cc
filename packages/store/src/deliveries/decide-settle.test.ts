import { expect, test } from 'vitest'
import { decideSettle, type Outcome } from './decide-settle.ts'
import { createDelivery, hourMs, now } from './example.ts'

const outcome = (more: Partial<Outcome> = {}): Outcome => ({
  attempt: 1,
  outcome: 'deferred',
  relay: 'relay:25',
  smtpCode: 451,
  enhancedCode: '4.7.1',
  command: null,
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

const retryInMs = (asked: number, deadline = now + hourMs, how: Outcome['outcome'] = 'deferred') => {
  const delivery = createDelivery({ ...sending, createdAt: deadline - hourMs, deadline })
  const [answer] = decideSettle(delivery, [outcome({ outcome: how, retryInMs: asked })], now).answers
  return answer?.status === 'waiting' ? answer.retryInMs : answer?.status
}
const lastTryInMs = hourMs - 30_000

test.each(['deferred', 'unknown', 'not_sent'] as const)(
  'a retry of what was %s that would be due too late becomes the last try, half a minute before the deadline',
  how => {
    expect(retryInMs(lastTryInMs, now + hourMs, how)).toBe(lastTryInMs)
    for (const late of [lastTryInMs + 1, hourMs, hourMs + 1, 100 * hourMs])
      expect(retryInMs(late, now + hourMs, how)).toBe(lastTryInMs)
  },
)

test('the last try of a delivery with less than two minutes comes after three quarters of its time', () => {
  const delivery = createDelivery({ ...sending, createdAt: now, deadline: now + 100_000 })
  expect(decideSettle(delivery, [outcome({ retryInMs: hourMs })], now).answers).toEqual([
    { status: 'waiting', retryInMs: 75_000 },
  ])
})

test('after the time for the last try a retry still comes if it is due before the deadline; otherwise the delivery is dead', () => {
  expect(retryInMs(5_000, now + 10_000)).toBe(5_000)
  expect(retryInMs(10_000, now + 10_000)).toBe(10_000)
  expect(retryInMs(10_001, now + 10_000)).toBe('dead')
  expect(retryInMs(1_000, now)).toBe('dead')
  const late = createDelivery({ ...sending, createdAt: now - hourMs, deadline: now + 10_000 })
  expect(decideSettle(late, [outcome({ retryInMs: 10_001 })], now).answers).toEqual([
    { status: 'dead', reason: 'the deadline comes before the next try: 451 4.7.1 later' },
  ])
})

test('an outcome that is reported again gets the delay until the last try', () => {
  const late = outcome({ retryInMs: 100 * hourMs })
  const after = decideSettle(sending, [late], now).change?.after ?? sending
  const again = decideSettle({ ...after, outcomes: { 1: 'deferred' } }, [late], now + 1_000)
  expect(again).toEqual({ answers: [{ status: 'waiting', retryInMs: lastTryInMs - 1_000 }] })
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
