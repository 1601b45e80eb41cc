import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { startChild, untilDone, untilReady } from './child.ts'

function run(script: string, env = {}) {
  const printed: string[] = []
  const child = startChild({
    name: 'app',
    command: process.execPath,
    args: ['-e', script],
    cwd: '/',
    env,
    print: line => printed.push(line),
  })
  return { child, printed }
}

test('reports how a process ended and its last lines', async () => {
  const { child, printed } = run('console.log("one"); console.error("two"); process.exitCode = 3')
  expect(await child.exited).toBe('exited with 3')
  expect(child.lastLines().split('\n').sort()).toEqual(['one', 'two'])
  expect(printed.sort()).toEqual(['app | one', 'app | two'])
})

test("a child gets no variable of its parent's environment", async () => {
  const { child } = run(
    'console.log(Object.keys(process.env).filter(name => name !== "__CF_USER_TEXT_ENCODING").join())',
    { GIVEN: '1' },
  )
  await child.exited
  expect(child.lastLines()).toBe('GIVEN')
})

test('stopping ends a child, and stopping it again has no effect', async () => {
  const { child } = run('setInterval(() => {}, 1000)')
  await child.stop()
  await child.stop()
  expect(await child.exited).toBe('was ended by SIGTERM')
})

test('a child ends when the process that started it is killed', async () => {
  const script = `
    import { startChild } from ${JSON.stringify(new URL('child.ts', import.meta.url).href)}
    startChild({
      name: 'child',
      command: process.execPath,
      args: ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)'],
      cwd: '/',
      env: {},
      print: line => {
        console.log(line)
        process.kill(process.pid, 'SIGKILL')
      },
    })`
  const args = ['--import', 'tsx', '--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(error => error)
  const pid = Number(/child \| (\d+)/.exec(stdout)?.[1])
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 5_000)
})

test('a child that exits too early or with an error is reported with its last lines', async () => {
  const failing = () => run('console.error("no room"); process.exitCode = 1').child
  await expect(untilReady(failing(), () => Promise.reject(new Error('away')))).rejects.toThrow(
    /app exited with 1 before it was ready.*no room/s,
  )
  await expect(untilDone(failing())).rejects.toThrow(/app exited with 1.*no room/s)
  await untilDone(run('').child)
})
