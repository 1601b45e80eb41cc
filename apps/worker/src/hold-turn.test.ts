import { once } from 'node:events'
import { expect, test } from 'vitest'
import { holdTurn } from './hold-turn.ts'

const never = new AbortController().signal

test('the turn is extended until the work has ended, and not after that', async () => {
  let extended = 0
  let hasExtendedTwice = () => {}
  const twice = new Promise<void>(resolve => {
    hasExtendedTwice = resolve
  })
  const keepTurn = async () => {
    extended += 1
    if (extended === 2) hasExtendedTwice()
    return true
  }
  await holdTurn(keepTurn, { everyMs: 1, stopping: never }, async signal => {
    await twice
    expect(signal.aborted).toBe(false)
  })
  const atEnd = extended
  await new Promise(resolve => setImmediate(resolve))
  expect(extended).toBe(atEnd)
})

test('the work is aborted once another process has the turn, which is not taken back', async () => {
  let asked = 0
  const keepTurn = async () => {
    asked += 1
    return false
  }
  await holdTurn(keepTurn, { everyMs: 1, stopping: never }, async signal => {
    await once(signal, 'abort')
  })
  expect(asked).toBe(1)
})

test('a turn that could not be extended once is extended again', async () => {
  let asked = 0
  let isExtended = () => {}
  const extended = new Promise<void>(resolve => {
    isExtended = resolve
  })
  const keepTurn = async () => {
    asked += 1
    if (asked === 1) throw new Error('the database is away')
    isExtended()
    return true
  }
  await holdTurn(keepTurn, { everyMs: 1, stopping: never }, () => extended)
  expect(asked).toBeGreaterThan(1)
})

test('a stop aborts the work, and the error of the work is that of the turn', async () => {
  const stopping = new AbortController()
  const held = holdTurn(
    async () => true,
    { everyMs: 1_000, stopping: stopping.signal },
    async signal => {
      await once(signal, 'abort')
      throw new Error('stopped')
    },
  )
  stopping.abort()
  await expect(held).rejects.toThrow('stopped')
})
