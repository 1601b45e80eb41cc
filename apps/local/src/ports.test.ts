import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { freePort, refuseBusyPorts } from './ports.ts'

const taken = createServer()
let port = 0

beforeEach(async () => {
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  port = (taken.address() as AddressInfo).port
})

afterEach(() => {
  taken.close()
})

async function freePorts() {
  const names = Object.keys(readConfig({})).filter(name => name.endsWith('_PORT'))
  const pairs = await Promise.all(names.map(async name => [name, (await freePort(0)) ?? 0]))
  return Object.fromEntries(pairs)
}

test('free ports are accepted', async () => {
  await refuseBusyPorts(await freePorts())
})

test('the error contains each busy port, its use and its setting', async () => {
  await expect(refuseBusyPorts({ ...(await freePorts()), SMTP_PORT: port })).rejects.toThrow(
    `${port} for the inbox's SMTP server: set SMTP_PORT to another`,
  )
})

test('the same port for two servers is refused', async () => {
  const ports = await freePorts()
  await expect(refuseBusyPorts({ ...ports, REDEEM_PORT: ports.API_PORT })).rejects.toThrow(
    /given twice.*API_PORT.*REDEEM_PORT/,
  )
})
