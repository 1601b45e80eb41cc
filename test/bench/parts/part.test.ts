import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inLanes } from './part.ts'

test('the units of lanes that work at once are all counted', async () => {
  let steps = 0
  const run = inLanes(20, async () => {
    steps += 1
    await turn()
    return 3
  })
  expect((await run(0)).units).toBe(0)
  const { units } = await run(5)
  expect(steps).toBeGreaterThanOrEqual(20)
  expect(units).toBe(3 * steps)
})
