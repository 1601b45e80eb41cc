import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { loopback } from './loopback.ts'

/** The port when it is free (0 picks a free one); undefined when something has it or may not be used. */
export async function freePort(port: number): Promise<number | undefined> {
  const probe = createServer()
  try {
    probe.listen(port, loopback)
    await once(probe, 'listening')
  } catch {
    return undefined
  }
  const free = (probe.address() as AddressInfo).port
  probe.close()
  await once(probe, 'close')
  return free
}
