import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-node'
import { Health } from '@passlink/proto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let baseUrl: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  baseUrl = `http://127.0.0.1:${(await passlink.startApi()).port}`
})
afterAll(() => passlink?.stop())

test.each([true, false])(
  'Connect answers the health of the requested service (binary: %s)',
  async useBinaryFormat => {
    const client = createClient(
      Health,
      createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat }),
    )
    await eventually(async () =>
      expect((await client.check({ service: 'zitadel.auth.v1.AuthService' })).status).toBe(1),
    )
    const refused = await client.check({ service: 'nonsense' }).catch(error => error)
    expect(ConnectError.from(refused).code).toBe(Code.NotFound)
  },
)
