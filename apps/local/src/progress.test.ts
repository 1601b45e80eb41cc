import { expect, test, vi } from 'vitest'
import { createProgress } from './progress.ts'

test('each change is one line, with what is ready and what is awaited', async () => {
  const lines: string[] = []
  let now = 0
  const progress = createProgress(
    line => lines.push(line),
    () => now,
  )
  let finish = () => {}
  const first = progress.step(
    'Postgres',
    new Promise<void>(resolve => {
      finish = resolve
    }),
  )
  const second = progress.step('inbox', Promise.resolve(1))
  expect(await second).toBe(1)
  await vi.waitFor(() => expect(lines).toHaveLength(1))
  now = 61_234
  finish()
  await first
  await vi.waitFor(() => expect(lines).toHaveLength(2))
  expect(lines).toEqual(['   0.0 s  inbox ready; waiting for Postgres', '  61.2 s  Postgres ready'])
})

test('a step that fails is not awaited any more, nor said to be ready', async () => {
  const lines: string[] = []
  const progress = createProgress(
    line => lines.push(line),
    () => 0,
  )
  void progress.step('inbox', new Promise(() => {}))
  await expect(progress.step('issuer', Promise.reject(new Error('no')))).rejects.toThrow('no')
  await vi.waitFor(() => expect(lines).toEqual(['   0.0 s  waiting for inbox']))
})
