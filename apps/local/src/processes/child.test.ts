import { expect, test } from 'vitest'
import { startChild } from './child.ts'

function run(script: string, env = {}) {
  const printed: string[] = []
  const child = startChild({
    name: 'app',
    args: ['-e', script],
    cwd: '/',
    env,
    print: line => printed.push(line),
  })
  return { child, printed }
}

test('says how a process ended and what it wrote last', async () => {
  const { child, printed } = run('console.log("one"); console.error("two"); process.exitCode = 3')
  expect(await child.exited).toBe('exited with 3')
  expect(child.lastLines().split('\n').sort()).toEqual(['one', 'two'])
  expect(printed.sort()).toEqual(['app | one', 'app | two'])
})

test('passes on nothing of its own environment', async () => {
  const { child } = run(
    'console.log(Object.keys(process.env).filter(name => name !== "__CF_USER_TEXT_ENCODING").join())',
    { GIVEN: '1' },
  )
  await child.exited
  expect(child.lastLines()).toBe('GIVEN')
})

test('stopping ends it, and stopping again is harmless', async () => {
  const { child } = run('setInterval(() => {}, 1000)')
  await child.stop()
  await child.stop()
  expect(await child.exited).toBe('was ended by SIGTERM')
})
