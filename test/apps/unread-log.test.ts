import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import type { AppName } from '../app-process.ts'
import { eventually } from '../eventually.ts'
import { figureOf, metricsOf } from '../metrics-of.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { freePort } from '../servers/free-port.ts'
import { crashingLines } from './crashing-lines.ts'

let passlink: Passlink
let folder: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  folder = await mkdtemp(join(tmpdir(), 'passlink-log-'))
})
afterAll(async () => {
  await passlink?.stop()
  await rm(folder, { recursive: true, force: true })
})

let pipes = 0

/** Runs a program whose log goes into a pipe that nobody reads until `read`, which resolves at its end. */
function runUnread(args: string[], environment: Record<string, string>) {
  pipes += 1
  const path = join(folder, String(pipes))
  execFileSync('mkfifo', [path])
  const far = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const near = openSync(path, constants.O_WRONLY)
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', near, 'inherit'],
  })
  closeSync(near)
  onTestFinished(() => void child.kill('SIGKILL'))
  const exited = once(child, 'exit').then(([code, signal]) => code ?? signal)
  const lines: Record<string, unknown>[] = []
  return {
    exited,
    lines,
    kill: (signal: NodeJS.Signals) => void child.kill(signal),
    /** Reads the log from now on, into `lines`. */
    read() {
      let text = ''
      const reader = new Socket({ fd: far, readable: true, writable: false }).setEncoding('utf8')
      reader.on('data', (more: string) => {
        const complete = (text + more).split('\n')
        text = complete.pop() ?? ''
        lines.push(...complete.map(line => JSON.parse(line)))
      })
      onTestFinished(() => void reader.destroy())
      return once(reader, 'close')
    },
  }
}

/** Runs an app like this and resolves when it is ready. */
async function runUnreadApp(name: AppName) {
  const [port, metricsPort] = [await freePort(), await freePort()]
  const running = runUnread([join(inject('programsFolder'), `${name}.mjs`)], {
    ...passlink.environment,
    [`${name.toUpperCase()}_PORT`]: String(port),
    METRICS_PORT: String(metricsPort),
  })
  const app = {
    ...running,
    port,
    metricsPort,
    get: (path: string) => fetch(`http://127.0.0.1:${port}${path}`),
  }
  await eventually(async () => expect((await app.get('/readyz')).status).toBe(200))
  return app
}

// Each is refused with a line that has its path, so that some hundred fill the pipe and what may wait for it.
const longPath = `/${'x'.repeat(8_000)}`
const longLines = 250

async function makeLines(app: { get: (path: string) => Promise<Response> }, count = longLines) {
  for (let made = 0; made < count; made += 1) expect((await app.get(longPath)).ok).toBe(false)
}

const droppedBy = async (app: { metricsPort: number }) =>
  figureOf(await metricsOf(app), 'passlink_log_lines_dropped_total') ?? 0

test('an app whose log nobody reads answers calls and health checks, and counts the lines that it drops', async () => {
  const api = await runUnreadApp('api')
  await makeLines(api)
  expect((await api.get('/healthz')).status).toBe(200)
  expect((await askForLink(api, await passlink.issuer.token('alice'))).status).toBe(200)
  const dropped = await droppedBy(api)
  expect(dropped).toBeGreaterThan(0)
  expect(dropped).toBeLessThan(longLines)

  const closed = api.read()
  await eventually(() =>
    expect(api.lines).toContainEqual(
      expect.objectContaining({ level: 40, msg: expect.stringContaining('lines were dropped'), dropped }),
    ),
  )
  expect((await api.get('/after')).status).toBe(404)
  api.kill('SIGTERM')
  expect(await api.exited).toBe(0)
  await closed
  expect(api.lines.filter(({ path }) => path === longPath).length + dropped).toBeGreaterThanOrEqual(longLines)
  expect(api.lines.filter(({ path }) => path === '/after')).toHaveLength(1)
  expect(api.lines.at(-1)).toMatchObject({ msg: 'stopped' })
})

test.each(['api', 'redeem', 'dashboard'] as const)(
  '%s exits with 0 on SIGTERM although its full log is not read',
  async name => {
    const app = await runUnreadApp(name)
    await makeLines(app)
    app.kill('SIGTERM')
    expect(await app.exited).toBe(0)
  },
)

test('the last lines of an app that crashes are written, although the pipe has no room for them at once', async () => {
  const crashing = runUnread(
    ['--import', 'tsx', fileURLToPath(new URL('crashing-app.ts', import.meta.url))],
    {},
  )
  const closed = crashing.read()
  expect(await crashing.exited).toBe(1)
  await closed
  expect(crashing.lines.map(({ line }) => line)).toEqual([...Array(crashingLines).keys(), undefined])
  expect(crashing.lines.at(-1)).toMatchObject({ level: 60, err: { message: 'broken' } })
})
