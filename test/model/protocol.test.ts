import { beforeAll, expect, test } from 'vitest'
import { type Explored, explore } from './explore.ts'
import { createSpace, type Mark } from './space.ts'
import type { Kind } from './world.ts'

let explored: Explored<Kind, Mark>
beforeAll(() => {
  explored = explore(createSpace())
}, 300_000)

test('promises 1, 2 and 3 hold in every state of two workers, two relays and three attempts', async ({
  annotate,
}) => {
  await annotate(`${explored.states} states, ${explored.moves} moves`)
  expect(explored.violation).toBeUndefined()
  expect(explored.states).toBeGreaterThan(400_000)
})

test('the attempt after a deferral begins at another relay, in every state of two attempts', {
  timeout: 120_000,
}, async ({ annotate }) => {
  const { states, violation } = explore(createSpace({ attempts: 2, tracksDeferrals: true }))
  await annotate(`${states} states`)
  expect(violation).toBeUndefined()
  expect(states).toBeGreaterThan(100_000)
})

test('from every state, once faults stop, a delivery ends sent or dead and no job is left', () => {
  expect(
    explored.stuck({
      from: 'answered',
      to: 'over',
      by: ['step', 'queue', 'expire', 'time', 'deadline', 'resume'],
    }),
  ).toBeUndefined()
})

test('from every state a delivery ends by its deadline even if no job is processed any more and no pause ends', () => {
  expect(
    explored.stuck({ from: 'answered', to: 'ended', by: ['step', 'expire', 'time', 'deadline'] }),
  ).toBeUndefined()
})

test('from every state a delivery that is free and before its deadline can still be sent', () => {
  expect(
    explored.stuck({ from: 'sendable', to: 'sent', by: ['step', 'queue', 'time', 'resume'] }),
  ).toBeUndefined()
})
