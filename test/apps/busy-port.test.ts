import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appNames, runAppProcess } from '../app-process.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let occupant: Server
let port: number
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  occupant = createServer().listen(0, '127.0.0.1')
  await once(occupant, 'listening')
  port = (occupant.address() as AddressInfo).port
})
afterAll(async () => {
  occupant?.close()
  await passlink?.stop()
})

test.each(appNames)('%s ends with 1 and says in one line which port is taken', async app => {
  const setting = `${app.toUpperCase()}_PORT`
  const { code, stdout, stderr } = await runAppProcess(app, { ...passlink.environment, [setting]: `${port}` })
    .ended
  expect(code).toBe(1)
  expect(stderr).toBe(`cannot start, port ${port} of 127.0.0.1 is taken by another process\n`)
  expect(stdout).not.toContain('stack')
})
