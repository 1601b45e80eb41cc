import { expect, test } from 'vitest'
import { decideWalk, repairMark, wholeMark } from './decide-walk.ts'

const at = (mark: string | null, serverId = 'one') => ({ mark, serverId })
const whole = at(wholeMark('one'))
const ours = at(repairMark('one', 'r1'))

test.each([
  ['check', 'both queues are whole', [whole, whole]],
  ['repair', 'both queues are in our repair', [ours, ours]],
  ['begin', 'one queue has no mark', [whole, at(null)]],
  ['begin', 'one queue has lost its mark during our repair', [ours, at(null)]],
  ['begin', 'one queue is whole and one is in our repair', [whole, ours]],
  ['begin', 'one queue is in the repair of another worker', [at(repairMark('one', 'r2')), ours]],
  ['begin', 'the server of a whole queue was replaced', [at(wholeMark('one'), 'two'), whole]],
  ['begin', 'the server was replaced during our repair', [at(repairMark('one', 'r1'), 'two'), ours]],
] as const)('%s: %s', (decided, _, marks) => {
  expect(decideWalk([...marks], 'r1')).toBe(decided)
})

test('begin: a repair of another worker is in progress', () => {
  expect(decideWalk([ours, ours], undefined)).toBe('begin')
})
