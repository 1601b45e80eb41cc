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

test.each([
  [['--only', 'api,speed'], /does not know "speed"/],
  [['--only', ''], /does not know ""/],
  [['--backend', 'files'], /redis, postgres/],
  [['--rounds', '0'], /whole number/],
  [['--loud'], /--loud/],
  [['api'], /api/],
])('%j is refused with a sentence that says why', (args, message) => {
  expect(() => readArguments(args)).toThrow(message)
})
