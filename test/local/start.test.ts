import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { freePort } from '../servers/free-port.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const ports = ['API', 'REDEEM', 'DASHBOARD', 'INBOX', 'ISSUER', 'WORKER', 'SMTP', 'POSTGRES']

/** Runs what `npm start` runs, with data and ports of its own. */
async function start() {
  const directory = await mkdtemp(join(tmpdir(), 'passlink-start-'))
  // Postgres may run as another account.
  await chmod(directory, 0o755)
  const settings = await Promise.all(ports.map(async name => [`${name}_PORT`, String(await freePort())]))
  const child = spawn(process.execPath, ['apps/local/src/launch.js'], {
    cwd: project,
    env: { PATH: process.env.PATH, DATA_DIR: directory, ...Object.fromEntries(settings) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
    await rm(directory, { recursive: true, force: true })
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return { child, ended, output: () => output, apiPort: Object.fromEntries(settings).API_PORT }
}

const ownBundles = async (pid: number | undefined) =>
  (await readdir(join(project, 'node_modules'))).filter(name => name === `.passlink-local-${pid}`)

test('npm start makes everything ready, and an interrupt ends all of it with 0', async () => {
  const { child, ended, output, apiPort } = await start()
  await eventually(() => expect(output()).toContain('passlink is ready'), 60_000)
  expect((await fetch(`http://127.0.0.1:${apiPort}/readyz`)).status).toBe(200)
  child.kill('SIGINT')
  expect((await ended)[0]).toBe(0)
  await expect(fetch(`http://127.0.0.1:${apiPort}/readyz`)).rejects.toThrow()
}, 90_000)

test('an interrupt while npm start loads leaves no bundle behind', async () => {
  const { child, ended } = await start()
  await eventually(async () => expect(await ownBundles(child.pid)).toHaveLength(1))
  child.kill('SIGINT')
  await ended
  expect(await ownBundles(child.pid)).toEqual([])
}, 60_000)
