import { createLogger } from '@passlink/runtime'
import type { ServerState } from '@passlink/store'
import { expect, onTestFinished, test } from 'vitest'
import { watchHealth } from './watch-health.ts'

const well = { away: null, isOnTrial: false, isWell: true, probeInMs: 0, reason: null, answers: [] }
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
