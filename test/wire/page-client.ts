import { ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web'
import { AuthService, ErrorDetailSchema } from '@passlink/proto'

type Outcome = { owner?: string | undefined; linkId?: string | null; code?: number; id?: string | undefined }

/** The call of an application's page; it is bundled for the browser and served from another origin. */
async function call(baseUrl: string, encoding: 'grpc-web' | 'connect', token: string): Promise<Outcome> {
  const open = encoding === 'connect' ? createConnectTransport : createGrpcWebTransport
  const client = createClient(AuthService, open({ baseUrl }))
  let linkId: string | null = null
  const onHeader = (headers: Headers) => {
    linkId = headers.get('passlink-link-id')
  }
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() }
  try {
    const answer = await client.sendMyPasswordlessLink({}, { headers, onHeader })
    return { owner: answer.details?.resourceOwner, linkId }
  } catch (error) {
    const refused = ConnectError.from(error)
    return { code: refused.code, id: refused.findDetails(ErrorDetailSchema)[0]?.id }
  }
}

Object.assign(globalThis, { call })
