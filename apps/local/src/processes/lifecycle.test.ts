import { expect, test } from 'vitest'
import { createLifecycle } from './lifecycle.ts'

test('stops in reverse order, and continues if one fails', async () => {
  const stopped: string[] = []
  const errors: unknown[] = []
  const lifecycle = createLifecycle(error => errors.push(error))
  const failure = new Error('away')
  await lifecycle.start(() => ({ stop: async () => void stopped.push('first') }))
  await lifecycle.start(() => ({ stop: () => Promise.reject(failure) }))
  await expect(lifecycle.start(() => Promise.reject(failure))).rejects.toThrow(failure)
  await lifecycle.start(() => ({ stop: async () => void stopped.push('last') }))
  await lifecycle.stop()
  expect(stopped).toEqual(['last', 'first'])
  expect(errors).toEqual([failure])
})

test('a start in progress is stopped too, and nothing can start after stopping has begun', async () => {
  const stopped: string[] = []
  const lifecycle = createLifecycle(() => {})
  const { promise, resolve } = withResolver()
  const starting = lifecycle.start(() => promise)
  const stopping = lifecycle.stop()
  await expect(lifecycle.start(() => ({ stop: async () => {} }))).rejects.toThrow('stopping')
  resolve({ stop: async () => void stopped.push('late') })
  await Promise.all([starting, stopping])
  expect(stopped).toEqual(['late'])
})

function withResolver() {
  let resolve = (_running: { stop: () => Promise<void> }) => {}
  const promise = new Promise<{ stop: () => Promise<void> }>(resolvePromise => {
    resolve = resolvePromise
  })
  return { promise, resolve }
}
