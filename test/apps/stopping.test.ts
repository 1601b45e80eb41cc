import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppProcess, runAppProcess } from '../app-process.ts'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { attemptsOnRecord, deliveryThatIs } from '../records.ts'
import { openGate } from '../servers/gate.ts'

let passlink: Passlink
beforeAll(async () => {
  passlink = await createPasslink('postgres')
})
afterAll(() => passlink?.stop())

const withTraffic = ['api', 'redeem', 'dashboard'] as const

// Longer than any test: only what the test does ends it.
const forEver = { STOP_TIMEOUT: '1d', STOP_GRACE: '1h' }

async function readiness(port: number) {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`)
  return { status: response.status, body: await response.json() }
}

/** Sends the beginning of a request, which stays in flight until `finish` sends its end. */
async function beginRequest(port: number) {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  const answer = text(socket).catch(() => '')
  socket.write('GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n')
  // Requests are taken in the order of their arrival.
  await (await fetch(`http://127.0.0.1:${port}/healthz`)).text()
  return { answer, finish: () => void socket.write('\r\n') }
}

const logged = (app: AppProcess, message: string) => eventually(() => expect(app.output()).toContain(message))

test.each(withTraffic)(
  '%s is not ready from SIGTERM on, goes on serving new connections for STOP_GRACE, and ends at once at a second signal',
  async name => {
    const app = runAppProcess(name, { ...passlink.environment, ...forEver })
    const port = await app.listening
    await eventually(async () => expect((await readiness(port)).status).toBe(200))
    app.kill('SIGTERM')
    await eventually(async () =>
      expect(await readiness(port)).toEqual({ status: 503, body: { status: 'stopping' } }),
    )
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
    expect((await fetch(`http://127.0.0.1:${port}/nothing`)).status).toBeLessThan(500)
    app.kill('SIGTERM')
    const { code, stdout } = await app.ended
    expect(code).toBe(1)
    expect(stdout).toContain('a second signal, SIGTERM: what is under way is abandoned')
  },
)

test.each(withTraffic)(
  '%s answers what is in flight after STOP_GRACE while it refuses new connections',
  async name => {
    const app = runAppProcess(name, { ...passlink.environment, STOP_TIMEOUT: '1d', STOP_GRACE: '1ms' })
    const port = await app.listening
    const { answer, finish } = await beginRequest(port)
    app.kill('SIGTERM')
    await eventually(() => expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow())
    finish()
    expect(await answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect((await app.ended).code).toBe(0)
  },
)

test.each(withTraffic)('%s abandons what is still in flight after STOP_TIMEOUT', async name => {
  const app = runAppProcess(name, { ...passlink.environment, STOP_TIMEOUT: '100ms', STOP_GRACE: '0s' })
  const { answer } = await beginRequest(await app.listening)
  app.kill('SIGTERM')
  const { code, stdout } = await app.ended
  expect(code).toBe(1)
  expect(stdout).toContain('still busy after STOP_TIMEOUT: what is under way is abandoned')
  expect(await answer).toBe('')
})

test('a mail whose outcome a worker cannot record before STOP_TIMEOUT is sent by another, with the same Message-ID', async () => {
  const { relay, database } = passlink
  const gate = await openGate(database.url)
  const brief = { CLAIM_LEASE: '2s' }
  const settings = { ...passlink.environment, ...brief, DATABASE_URL: gate.url, STOP_TIMEOUT: '1s' }
  const worker = runAppProcess('worker', settings)
  await worker.listening
  relay.script.message.push('hang')
  await requestLinkForAlice(passlink, await passlink.startApi())
  await eventually(() => expect(relay.script.message).toEqual([]))
  await gate.shut()
  worker.kill('SIGTERM')
  expect((await worker.ended).code).toBe(1)
  const other = await passlink.startWorker(brief)
  await deliveryThatIs('sent', database)
  await other.stop()
  expect(await attemptsOnRecord(database)).toMatchObject([{ outcome: 'unknown' }, { outcome: 'accepted' }])
  expect(relay.mails[1]?.messageId).toBe(relay.mails[0]?.messageId)
})

test('a worker that finishes a mail is not ready meanwhile, and takes no other', async () => {
  const { relay } = passlink
  const worker = runAppProcess('worker', { ...passlink.environment, STOP_TIMEOUT: '1d' })
  const port = await worker.listening
  await eventually(async () => expect((await readiness(port)).status).toBe(200))
  let answer = (_reply: string) => {}
  relay.script.message.push(
    new Promise(resolve => {
      answer = resolve
    }),
  )
  const api = await passlink.startApi()
  await requestLinkForAlice(passlink, api)
  await eventually(() => expect(relay.script.message).toEqual([]))
  worker.kill('SIGTERM')
  await logged(worker, '"msg":"stopping"')
  await eventually(async () => expect((await readiness(port)).body).toMatchObject({ status: 'stopping' }))
  await requestLinkForAlice(passlink, api)
  answer('250 2.0.0 accepted')
  expect((await worker.ended).code).toBe(0)
  expect(await passlink.database.sql`select status from deliveries where status <> 'sent'`).toEqual([
    { status: 'queued' },
  ])
})

test('STOP_GRACE must be shorter than STOP_TIMEOUT', async () => {
  const app = runAppProcess('redeem', { ...passlink.environment, STOP_TIMEOUT: '5s', STOP_GRACE: '5s' })
  expect(await app.ended).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^ {2}STOP_GRACE: must be/m),
  })
})
