import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createCookieBrowser } from '../cookie-browser.ts'
import { eventually } from '../eventually.ts'
import { freePort } from '../servers/free-port.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const apps = ['API', 'REDEEM', 'DASHBOARD', 'WORKER', 'BOUNCES']
const names = [
  ...[...apps, 'INBOX', 'ISSUER', 'SMTP', 'SECOND_SMTP', 'LMTP', 'POSTGRES'].map(name => `${name}_PORT`),
  ...apps.map(name => `${name}_METRICS_PORT`),
]

type Running = Awaited<ReturnType<typeof start>>

/** Runs what `npm start` runs, with data and ports of its own. `stop` ends it and deletes its data. */
async function start(settings: Record<string, string> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'passlink-start-'))
  // Postgres may run as another account.
  await chmod(directory, 0o755)
  const ports = await Promise.all(names.map(async name => [name, String(await freePort())]))
  const env: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    HOME: directory,
    DATA_DIR: directory,
    ...Object.fromEntries(ports),
  }
  const child = spawn(process.execPath, ['apps/local/src/launch.js'], {
    cwd: project,
    env: { ...env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return {
    child,
    ended,
    env,
    output: () => output,
    url: (name: string) => `http://127.0.0.1:${env[`${name}_PORT`]}`,
    /** Runs a command beside it, in the folder of the project. Resolves to what it printed. */
    run: (command: string) => promisify(execFile)('bash', ['-ec', command], { cwd: project, env }),
    async stop() {
      child.kill('SIGTERM')
      await ended
      await rm(directory, { recursive: true, force: true })
    },
  }
}

const ownBundles = async (pid: number | undefined) =>
  (await readdir(join(project, 'node_modules'))).filter(name => name === `.passlink-local-${pid}`)

describe('npm start', () => {
  let passlink: Running
  beforeAll(async () => {
    const settings = { LINKS_PER_USER: '3/1h', DATABASE_URL: 'postgres://another', MY_SECRET: 'x' }
    passlink = await start(settings)
    await eventually(() => expect(passlink.output()).toContain('passlink is ready'), 60_000)
  }, 90_000)
  afterAll(() => passlink?.stop())

  async function ask(path: string, person: string) {
    const grant = { grant_type: 'urn:passlink:development', client_id: 'passlink-development', person }
    const answer = await fetch(`${passlink.url('ISSUER')}/token`, {
      method: 'POST',
      body: new URLSearchParams(grant),
    })
    const headers = { authorization: `Bearer ${(await answer.json()).access_token}` }
    return fetch(`${passlink.url('API')}${path}`, { method: 'POST', headers })
  }

  test('makes everything ready, and says what it waits for', async () => {
    expect((await fetch(`${passlink.url('API')}/readyz`)).status).toBe(200)
    expect(passlink.output()).toMatch(/^ +\d+\.\d s {2}waiting for Postgres, /m)
    expect(passlink.output()).toMatch(/^ +\d+\.\d s {2}.*api.* ready/m)
    expect(passlink.output().trim().split('\n').at(-1)).toBe('passlink is ready')
  })

  test('passes settings of the apps on, and says which, but not the database', async () => {
    expect(passlink.output()).toContain('passed on to the apps: LINKS_PER_USER\n')
    expect(passlink.output()).toContain('not passed on, npm start has its own: DATABASE_URL\n')
    const statuses = []
    for (let call = 0; call < 4; call += 1)
      statuses.push((await ask('/users/me/passwordless/_send_link', 'carol')).status)
    expect(statuses).toEqual([200, 200, 200, 429])
  })

  test('has a help desk, whose token works for others', async () => {
    const path = '/management/v1/users/bob/passwordless/_send_link'
    expect((await ask(path, 'desk')).status).toBe(200)
    expect((await ask(path, 'alice')).status).toBe(403)
  })

  test('lets operators sign in to the dashboard at its issuer', async () => {
    const [dashboard, issuer] = ['DASHBOARD', 'ISSUER'].map(
      name => `http://localhost:${passlink.env[`${name}_PORT`]}`,
    )
    const browser = createCookieBrowser({ origins: [dashboard as string, issuer as string] })
    const signIn = await browser.go(`${dashboard}/login/openid`)
    const page = await browser.go(`${signIn.url}?person=ops`, { method: 'POST' })
    expect(page.url.origin).toBe(dashboard)
    expect(page.html).toContain('Olivia Ops')
  })

  test('returns links, and lets them lead to a page of its own', async () => {
    const returned = await ask('/users/me/passwordless/_link', 'nour')
    expect(await returned.json()).toMatchObject({ link: expect.stringContaining('/l/') })
    expect((await fetch(`${passlink.url('INBOX')}/own-page/x`)).status).toBe(200)
  })

  test('verifies webhooks, and shows what became of a mail that was refused', async () => {
    expect((await ask('/users/me/passwordless/_send_link', 'alice+550')).status).toBe(200)
    await eventually(async () => {
      const webhooks = await (await fetch(`${passlink.url('INBOX')}/api/webhooks`)).json()
      expect(webhooks).toContainEqual(expect.objectContaining({ type: 'delivery.dead', isVerified: true }))
    })
    const { stdout, stderr } = await passlink.run('npm run --silent dead-letters -- list')
    expect(stdout).toContain('alice+550')
    expect(stderr).toContain(`127.0.0.1:${passlink.env.POSTGRES_PORT}/passlink`)
  })

  test('lets the commands of docs/provisioning.md and docs/trying.md run beside it without a setting', async () => {
    const outputs = []
    for (const page of ['provisioning', 'trying'])
      for (const command of await commandsOf(page)) outputs.push((await passlink.run(command)).stdout)
    expect(outputs).toEqual([
      expect.stringContaining('"id":"ann"'),
      expect.stringContaining('2 read, 2 saved, 0 refused'),
      expect.stringContaining('"resourceOwner":"acme"'),
      expect.stringContaining('alice+550'),
      expect.stringContaining('"link":"http://'),
    ])
    expect((await passlink.run('npm run --silent migrate')).stdout).toContain('up to date')
  }, 120_000)

  /** The commands of a page, with the ports and the folder of this run. */
  async function commandsOf(page: string): Promise<string[]> {
    const { API_PORT, INBOX_PORT, DATA_DIR = '' } = passlink.env
    const text = await readFile(join(project, `docs/${page}.md`), 'utf8')
    return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, command = '']) =>
      command
        .replaceAll(/(localhost|127\.0\.0\.1):3000/g, `127.0.0.1:${API_PORT}`)
        .replaceAll('localhost:3003', `localhost:${INBOX_PORT}`)
        .replaceAll('curl ', 'curl -fsS ')
        .replaceAll('people.csv', join(DATA_DIR, 'people.csv')),
    )
  }

  test('is not needed for a command that has a database of its own', async () => {
    const command = 'DATABASE_URL=postgres://nobody@127.0.0.1:1/none npm run --silent dead-letters -- list'
    await expect(passlink.run(command)).rejects.toThrow(/the database: .*ECONNREFUSED/)
  })

  test('ends with 0 after an interrupt, with all of it, and the commands need a setting again', async () => {
    passlink.child.kill('SIGINT')
    expect((await passlink.ended)[0]).toBe(0)
    await expect(fetch(`${passlink.url('API')}/readyz`)).rejects.toThrow()
    await expect(passlink.run('npm run --silent dead-letters -- list')).rejects.toThrow(
      'DATABASE_URL: is required',
    )
  })
})

test('an interrupt while npm start loads leaves no bundle behind', async () => {
  const { child, ended, stop } = await start()
  onTestFinished(stop)
  await eventually(async () => expect(await ownBundles(child.pid)).toHaveLength(1))
  child.kill('SIGINT')
  await ended
  expect(await ownBundles(child.pid)).toEqual([])
}, 60_000)
