import { expect, test } from 'vitest'
import { quick, whole } from './amounts.ts'
import { readArguments } from './arguments.ts'
import { topics } from './results/sample.ts'

test('without arguments everything is measured, with both queues', () => {
  const plan = readArguments([])
  expect(plan).toMatchObject({
    amounts: whole,
    topics,
    backends: ['redis', 'postgres'],
    command: 'npm run bench',
  })
})

test('a quick run measures less, with the queue in Redis', () => {
  const plan = readArguments(['--quick'])
  expect(plan).toMatchObject({ amounts: quick, backends: ['redis'], command: 'npm run bench -- --quick' })
  expect(plan.topics).not.toContain('size')
})

test('topics, queue and rounds can be picked; topics keep their order', () => {
  const plan = readArguments(['--only', 'api,record', '--backend', 'postgres', '--rounds', '7'])
  expect(plan).toMatchObject({ topics: ['record', 'api'], backends: ['postgres'], rounds: 7 })
})

test('instead of measuring, a run can explain every statement with ten million links, or fewer', () => {
  expect(readArguments(['--explain']).explain).toEqual({ links: 10_000_000 })
  expect(readArguments(['--explain', '--links', '100000']).explain).toEqual({ links: 100_000 })
  expect(readArguments([]).explain).toBeNull()
})

test('a run can simulate sites, with five rounds of the small cases that it measures beside, or more', () => {
  expect(readArguments(['--simulate'])).toMatchObject({ simulate: true, rounds: 5 })
  expect(readArguments(['--simulate', '--rounds', '2'])).toMatchObject({ simulate: true, rounds: 2 })
  expect(readArguments([]).simulate).toBe(false)
})

test.each([
  [['--links', '100000'], /goes with --explain/],
  [['--explain', '--links', '100'], /from 20000/],
  [['--explain', '--quick'], /nothing else/],
  [['--simulate', '--only', 'api'], /nothing else/],
  [['--only', 'api,speed'], /does not know "speed"/],
  [['--only', ''], /does not know ""/],
  [['--backend', 'files'], /redis, postgres/],
  [['--rounds', '0'], /whole number/],
  [['--loud'], /--loud/],
  [['api'], /api/],
])('%j is refused with a sentence that says why', (args, message) => {
  expect(() => readArguments(args)).toThrow(message)
})
