import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createEndpointSpace } from './endpoint/space.ts'
import type { Space } from './explore.ts'
import { createRelaySpace } from './relays/space.ts'
import { createSpace } from './space.ts'

/** All that can be observed of a state: its broken promise, its marks, and the keys it leads to. */
function behaviourOf<State>(
  state: State,
  { broken, keyOf, marks, moves }: Space<State, string, string>,
): string {
  const successors = moves(state).map(({ kind, next }) => `${kind} ${keyOf(next)}`)
  const markValues = Object.values(marks).map(isMarked => isMarked(state))
  return [broken(state), markValues, ...new Set(successors.sort())].join('\n')
}

/** Compares every state that is reached with the first that has its key. Returns how many keys there are. */
function compareAll<State>(space: Space<State, string, string>): number {
  const { initial, keyOf, moves } = space
  const behaviours = new Map([[keyOf(initial), behaviourOf(initial, space)]])
  // By their digests: the states themselves take a gigabyte.
  const compared = new Set<string>()
  const frontier = [initial]
  for (const state of frontier)
    for (const { next } of moves(state)) {
      const text = JSON.stringify(next)
      const digest = hash('sha1', text, 'base64')
      if (compared.has(digest)) continue
      compared.add(digest)
      const key = keyOf(next)
      const behaviour = behaviourOf(next, space)
      if (!behaviours.has(key)) frontier.push(next)
      else if (behaviours.get(key) !== behaviour)
        expect.fail(`two states with the same key behave differently: ${text}`)
      behaviours.set(key, behaviour)
    }
  return behaviours.size
}

const timeout = 600_000

test('states of a delivery that share a key behave alike', { timeout }, () => {
  expect(compareAll(createSpace({ attempts: 1 }))).toBeGreaterThan(10_000)
})

test('and so they do if it is known which relay deferred the mail', { timeout }, () => {
  // What an operator pauses is not told apart by relays; states with a pause are compared above.
  const space = createSpace({ attempts: 2, tracksDeferrals: true, pauses: false })
  expect(compareAll(space)).toBeGreaterThan(100_000)
})

test('states of relays that share a key behave alike', { timeout }, () => {
  expect(compareAll(createRelaySpace('two that accept'))).toBeGreaterThan(5_000)
})

test('states of an endpoint that share a key behave alike', { timeout }, () => {
  expect(compareAll(createEndpointSpace())).toBeGreaterThan(50_000)
})
