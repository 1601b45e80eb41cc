import { expect, test } from 'vitest'
import type { Sample } from './sample.ts'
import { renderTopic } from './table.ts'

const sample = (side: Sample['side'], value: number, more: Partial<Sample> = {}): Sample => ({
  topic: 'api',
  what: 'JSON, 50 connections',
  unit: 'requests/s',
  side,
  value,
  ...more,
})

test('a row has the medians, their spread and the ratio of the medians', () => {
  const samples = [sample('naive', 400), sample('redis', 1_000), sample('naive', 600), sample('redis', 2_000)]
  expect(renderTopic(samples)).toBe(
    [
      '|  | unit | naive | Passlink, Redis | Redis / naive |',
      '| --- | --- | --- | --- | --- |',
      '| JSON, 50 connections | requests/s | 500 (400 to 600) | 1,500 (1,000 to 2,000) | 3 |',
    ].join('\n'),
  )
})

test('what one side cannot do has neither a value nor a ratio', () => {
  const samples = [sample('naive', 400), sample('redis', 800), sample('redis', 700, { what: 'gRPC' })]
  expect(renderTopic(samples)).toContain('| gRPC | requests/s | – | 700 | – |')
})

test('processor time has a table of its own, with the median of each process that took part', () => {
  const samples = [
    sample('naive', 1, { cost: { app: 1.5, redis: 0.2 } }),
    sample('redis', 1, { cost: { app: 0.5 } }),
    sample('redis', 1, { cost: { app: 0.7 } }),
    sample('redis', 1, { unit: 'p50 ms' }),
  ]
  expect(renderTopic(samples)).toContain(
    [
      'Processor time, milliseconds a unit: app · Redis',
      '',
      '|  | naive | Passlink, Redis |',
      '| --- | --- | --- |',
      '| JSON, 50 connections | 1.5 · 0.2 | 0.6 · – |',
    ].join('\n'),
  )
})
