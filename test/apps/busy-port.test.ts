import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appNames, runAppProcess } from '../app-process.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let otherServer: Server
let port: number
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  otherServer = createServer().listen(0, '127.0.0.1')
  await once(otherServer, 'listening')
  port = (otherServer.address() as AddressInfo).port
})
afterAll(async () => {
  otherServer?.close()
  await passlink?.stop()
})

const ports = appNames.flatMap(app =>
  [`${app.toUpperCase()}_PORT`, 'METRICS_PORT'].map(setting => [app, setting] as const),
)

test.each(ports)(
  '%s exits with 1 and one line that names the port of %s that is taken',
  async (app, setting) => {
    const { code, stdout, stderr } = await runAppProcess(app, {
      ...passlink.environment,
      [setting]: `${port}`,
    }).ended
    expect(code).toBe(1)
    expect(stderr).toBe(`cannot start, port ${port} of 127.0.0.1 is taken by another process\n`)
    expect(stdout).not.toContain('stack')
  },
)
