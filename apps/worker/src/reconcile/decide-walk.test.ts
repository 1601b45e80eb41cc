import { expect, test } from 'vitest'
import { decideWalk, repairMark, wholeMark } from './decide-walk.ts'

const at = (mark: string | null, serverId = 'one') => ({ mark, serverId })
const whole = at(wholeMark('one'))
const ours = at(repairMark('one', 'r1'))

test.each([
  ['check', 'both queues are whole', [whole, whole]],
  ['repair', 'both are under our repair', [ours, ours]],
  ['begin', 'one was never marked', [whole, at(null)]],
  ['begin', 'one has lost its mark during our repair', [ours, at(null)]],
  ['begin', 'one is whole and one is under our repair', [whole, ours]],
  ['begin', 'the repair is that of another worker', [at(repairMark('one', 'r2')), ours]],
  ['begin', 'the server is another than when it was whole', [at(wholeMark('one'), 'two'), whole]],
  ['begin', 'the server is another than when the repair began', [at(repairMark('one', 'r1'), 'two'), ours]],
] as const)('%s: %s', (decided, _, marks) => {
  expect(decideWalk([...marks], 'r1')).toBe(decided)
})

test('begin: a worker that has begun no repair finds one under way', () => {
  expect(decideWalk([ours, ours], undefined)).toBe('begin')
})
