import { expect, test } from 'vitest'
import { createSpace } from './space.ts'
import type { World } from './world.ts'

const { initial, keyOf, moves, broken, marks } = createSpace({ attempts: 1 })

/** All that can be observed of a state: its broken promise, its marks, and the keys it leads to. */
function behaviourOf(world: World): string {
  const successors = moves(world).map(({ kind, next }) => `${kind} ${keyOf(next)}`)
  const markValues = Object.values(marks).map(isMarked => isMarked(world))
  return [broken(world), markValues, ...new Set(successors.sort())].join('\n')
}

test('states that share a key behave alike', { timeout: 60_000 }, () => {
  const behaviours = new Map([[keyOf(initial), behaviourOf(initial)]])
  const frontier = [initial]
  for (const world of frontier)
    for (const { next } of moves(world)) {
      const key = keyOf(next)
      const behaviour = behaviourOf(next)
      if (!behaviours.has(key)) frontier.push(next)
      else if (behaviours.get(key) !== behaviour)
        expect.fail(`two states with the same key behave differently: ${JSON.stringify(next)}`)
      behaviours.set(key, behaviour)
    }
  expect(behaviours.size).toBeGreaterThan(10_000)
})
