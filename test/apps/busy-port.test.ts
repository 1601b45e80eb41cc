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

test.each(appNames)('%s exits with 1 and one line that names the port that is taken', async app => {
  const setting = `${app.toUpperCase()}_PORT`
  const { code, stdout, stderr } = await runAppProcess(app, { ...passlink.environment, [setting]: `${port}` })
    .ended
  expect(code).toBe(1)
  expect(stderr).toBe(`cannot start, port ${port} of 127.0.0.1 is taken by another process\n`)
  expect(stdout).not.toContain('stack')
})
