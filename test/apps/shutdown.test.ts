import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appNames, runAppProcess } from '../app-process.ts'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { openGate } from '../servers/gate.ts'
import { redisBinary, startRedis } from '../servers/redis.ts'

let passlink: Passlink
beforeAll(async () => {
  passlink = await createPasslink('postgres')
})
afterAll(() => passlink?.stop())

test.each(appNames.flatMap(app => [[app, 'SIGTERM'] as const, [app, 'SIGINT'] as const]))(
  '%s exits with 0 on %s',
  async (app, signal) => {
    const running = runAppProcess(app, passlink.environment)
    const port = await running.listening
    await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200))
    running.kill(signal)
    const { code, stdout, stderr } = await running.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('"msg":"stopped"')
  },
)

test('a call in flight is answered and recorded before the api exits, while new connections are refused', async () => {
  const running = runAppProcess('api', passlink.environment)
  const port = await running.listening
  const token = await passlink.issuer.token('alice')
  const caller = connect(port, '127.0.0.1')
  const answer = text(caller)
  const head = `POST /users/me/passwordless/_send_link HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n`
  caller.write(`${head}X-Request-Id: in-flight\r\nContent-Length: 2\r\n\r\n{`)
  await eventually(async () => {
    const { body } = await fetch(`http://127.0.0.1:${port}/healthz`)
    await body?.cancel()
  })

  running.kill('SIGTERM')
  await eventually(() => expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow())
  caller.write('}')
  expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*"sequence"/)
  expect((await running.ended).code).toBe(0)
  const recorded = await passlink.database.sql`select id from deliveries where request_id = 'in-flight'`
  expect(recorded).toHaveLength(1)
})

test.each(appNames)('%s exits with 0 while its database is away', async app => {
  const gate = await openGate(passlink.database.url)
  const running = runAppProcess(app, { ...passlink.environment, DATABASE_URL: gate.url })
  const port = await running.listening
  await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200))
  await gate.shut()
  await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503))
  running.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
})

test.runIf(redisBinary()).each(['api', 'worker', 'dashboard'] as const)(
  '%s exits with 0 while its Redis is away',
  async app => {
    const redis = await startRedis()
    const running = runAppProcess(app, { ...passlink.environment, REDIS_URL: redis.url })
    const port = await running.listening
    await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200))
    await redis.stop()
    running.kill('SIGTERM')
    expect((await running.ended).code).toBe(0)
  },
)

test.each(appNames)('%s exits with 0 after the pipe of its log is closed', async app => {
  const running = runAppProcess(app, passlink.environment)
  await running.listening
  running.closeOutput()
  running.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
})
