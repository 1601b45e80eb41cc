import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { expect, test } from 'vitest'
import { createLogger } from '../logger.ts'
import { reportFailures } from './report-failures.ts'

test('of exports that fail one after the other only the first is logged, without what was said, and their end', () => {
  const lines: string[] = []
  const log = createLogger('test', 'info', { write: line => void lines.push(line) })
  const refused = Object.assign(new Error('the receiver says s3cret'), { code: 'ECONNREFUSED' })
  const results = [
    { code: 1, error: refused },
    { code: 1, error: refused },
    { code: 0 },
    { code: 1, error: refused },
  ]
  const exporter = reportFailures(
    {
      export: (_spans, done) => done(results.shift() ?? { code: 0 }),
      shutdown: async () => {},
    },
    log,
  )
  const told: number[] = []
  for (let count = 0; count < 5; count += 1)
    exporter.export([] as ReadableSpan[], ({ code }) => told.push(code))
  expect(told).toEqual([0, 0, 0, 0, 0])
  expect(lines.map(line => JSON.parse(line)).map(({ msg, error }) => [msg.slice(0, 24), error])).toEqual([
    ['traces are not exported:', 'ECONNREFUSED'],
    ['traces are exported agai', undefined],
    ['traces are not exported:', 'ECONNREFUSED'],
    ['traces are exported agai', undefined],
  ])
  expect(lines.join()).not.toContain('s3cret')
})
