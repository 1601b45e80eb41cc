import { createLogger } from '@passlink/runtime'
import type { ServerState } from '@passlink/store'
import { expect, onTestFinished, test } from 'vitest'
import { watchHealth } from './watch-health.ts'

const well: ServerState = {
  away: null,
  isOnTrial: false,
  isWell: true,
  probeInMs: 0,
  awaySince: null,
  awayForMs: null,
  reason: null,
  answers: [],
}
const away: ServerState = { ...well, away: 'failing', isWell: false, reason: 'failing' }

/** A promise, and what resolves it. */
function later<Value>() {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>(now => {
    resolve = now
  })
  return { promise, resolve }
}

test('a look at the records that began before a report was answered does not undo the answer', async () => {
  const [began, found, looked] = [later<void>(), later<ServerState[]>(), later<void>()]
  const records = {
    find() {
      began.resolve()
      return found.promise
    },
    report: async () => away,
  }
  const lines: string[] = []
  const log = createLogger('test', 'warn', { write: line => void lines.push(JSON.parse(line).msg) })
  const onChange = () => health.of('two') && looked.resolve()
  const health = watchHealth('relay', ['one', 'two'], records, { onChange }, log)
  onTestFinished(health.stop)
  await began.promise
  expect(await health.report('one', { kind: 'accepted' })).toMatchObject({ away: 'failing' })
  found.resolve([well, away])
  await looked.promise
  expect(Object.fromEntries(health.away())).toEqual({ one: true, two: true })
  expect(lines).toEqual(['relay is away', 'relay is away'])
})

test('the log says since when a server is away, and for how long it was when it is back', async () => {
  const states: ServerState[] = [
    { ...away, awaySince: Date.parse('2026-11-28T14:00:00Z'), awayForMs: 200.4 },
    { ...away, awaySince: Date.parse('2026-11-28T14:00:00Z'), awayForMs: 61_000 },
    { ...well, reason: 'failing', isOnTrial: true },
    // As the version before leaves it.
    away,
  ]
  const records = { find: async () => [well], report: async () => states.shift() ?? well }
  const lines: object[] = []
  const log = createLogger('test', 'warn', { write: line => void lines.push(JSON.parse(line)) })
  const looked = later<void>()
  const health = watchHealth('relay', ['one'], records, { onChange: () => looked.resolve() }, log)
  onTestFinished(health.stop)
  await looked.promise
  while (states.length > 0) await health.report('one', { kind: 'accepted' })
  const common = { relay: 'one', reason: 'failing', answers: [] }
  const awaySince = '2026-11-28T14:00:00.000Z'
  expect(lines).toMatchObject([
    { ...common, awaySince, awayForMs: 200, msg: 'relay is away' },
    { ...common, awaySince, awayForMs: 61_000, msg: 'relay is back' },
    { ...common, msg: 'relay is away' },
  ])
  expect(lines.map(line => 'awaySince' in line)).toEqual([true, true, false])
})
