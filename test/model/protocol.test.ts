import { beforeAll, expect, test } from 'vitest'
import { type Explored, explore } from './explore.ts'
import { createSpace, type Mark } from './space.ts'
import type { Kind } from './world.ts'

let explored: Explored<Kind, Mark>
beforeAll(() => {
  explored = explore(createSpace())
}, 180_000)

test('whatever happens to two workers, two relays and three attempts, promises 1, 2 and 3 hold', async ({
  annotate,
}) => {
  await annotate(`${explored.states} states, ${explored.moves} moves`)
  expect(explored.violation).toBeUndefined()
  expect(explored.states).toBeGreaterThan(300_000)
})

test('whatever has happened, once the trouble is over each delivery ends sent or dead and no job is left', () => {
  expect(
    explored.stuck({ from: 'answered', to: 'over', by: ['step', 'queue', 'expire', 'time', 'deadline'] }),
  ).toBeUndefined()
})

test('whatever has happened, and although no job is looked at any more, each delivery ends by its deadline', () => {
  expect(
    explored.stuck({ from: 'answered', to: 'ended', by: ['step', 'expire', 'time', 'deadline'] }),
  ).toBeUndefined()
})

test('whatever has happened, what waits before its deadline can still be sent', () => {
  expect(explored.stuck({ from: 'sendable', to: 'sent', by: ['step', 'queue', 'time'] })).toBeUndefined()
})
