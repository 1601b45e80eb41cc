import { expect, test } from 'vitest'
import { createStops } from './stops.ts'

test('stops the last first, and goes on when one fails', async () => {
  const stopped: string[] = []
  const errors: unknown[] = []
  const stops = createStops(error => errors.push(error))
  const failure = new Error('away')
  await stops.start(() => ({ stop: async () => void stopped.push('first') }))
  await stops.start(() => ({ stop: () => Promise.reject(failure) }))
  await expect(stops.start(() => Promise.reject(failure))).rejects.toThrow(failure)
  await stops.start(() => ({ stop: async () => void stopped.push('last') }))
  await stops.stop()
  expect(stopped).toEqual(['last', 'first'])
  expect(errors).toEqual([failure])
})

test('what is starting when stopping begins is stopped, and nothing starts after it', async () => {
  const stopped: string[] = []
  const stops = createStops(() => {})
  const { promise, resolve } = withResolver()
  const starting = stops.start(() => promise)
  const stopping = stops.stop()
  await expect(stops.start(() => ({ stop: async () => {} }))).rejects.toThrow('stopping')
  resolve({ stop: async () => void stopped.push('late') })
  await Promise.all([starting, stopping])
  expect(stopped).toEqual(['late'])
})

function withResolver() {
  let resolve = (_running: { stop: () => Promise<void> }) => {}
  const promise = new Promise<{ stop: () => Promise<void> }>(given => {
    resolve = given
  })
  return { promise, resolve }
}
