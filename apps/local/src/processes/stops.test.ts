import { expect, test } from 'vitest'
import { createStops } from './stops.ts'

test('stops the last first, and goes on when one fails', async () => {
  const stopped: string[] = []
  const errors: unknown[] = []
  const stops = createStops(error => errors.push(error))
  const failure = new Error('away')
  stops.add(async () => void stopped.push('first'))
  stops.add(() => Promise.reject(failure))
  stops.add(async () => void stopped.push('last'))
  await stops.run()
  expect(stopped).toEqual(['last', 'first'])
  expect(errors).toEqual([failure])
})
