import { fromBinary, type JsonObject } from '@bufbuild/protobuf'
import { codeFromString } from '@connectrpc/connect/protocol-connect'
import { ErrorDetailSchema, SendMyPasswordlessLinkResponseSchema, StatusSchema } from '@passlink/proto'
import { frame, readFrames } from './frames.ts'
import { postOverHttp2 } from './raw-http2.ts'

export const rpcPath = '/zitadel.auth.v1.AuthService/SendMyPasswordlessLink'
export const restPath = '/auth/v1/users/me/passwordless/_send_link'

/** The answer to a call in a form common to all encodings. `headers` includes the trailers. */
export type CallResult = {
  http: number
  code: number
  message: string
  details: { id: string; message: string }[]
  /** `details.resourceOwner` of a successful answer. */
  resourceOwner?: string | undefined
  headers: Headers
}

export type CallOptions = { headers?: Record<string, string>; message?: Uint8Array; path?: string }

type Api = { port: number }

export type Encoding = { name: string; ask: (api: Api, ask?: CallOptions) => Promise<CallResult> }

/** Every encoding in which SendLink can be called. */
export const encodings: Encoding[] = [
  { name: 'JSON', ask: (api, ask) => askJson(api, restPath, ask) },
  { name: 'Connect, JSON', ask: (api, ask) => askConnect(api, 'application/json', ask) },
  { name: 'Connect, binary', ask: (api, ask) => askConnect(api, 'application/proto', ask) },
  { name: 'gRPC', ask: (api, ask) => askGrpc(api, rpcPath, ask) },
  { name: "gRPC at the JSON route's path", ask: (api, ask) => askGrpc(api, restPath, ask) },
  { name: 'gRPC-Web', ask: (api, ask) => askGrpcWeb(api, rpcPath, 'application/grpc-web+proto', ask) },
  { name: 'gRPC-Web, text', ask: (api, ask) => askGrpcWeb(api, rpcPath, 'application/grpc-web-text', ask) },
  {
    name: "gRPC-Web at the JSON route's path",
    ask: (api, ask) => askGrpcWeb(api, restPath, 'application/grpc-web', ask),
  },
]

async function askJson(
  { port }: Api,
  path: string,
  { headers, message }: CallOptions = {},
): Promise<CallResult> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: message ? Buffer.from(message) : '{}',
  })
  const body = await response.json()
  const details = (body.details ?? []) as { '@type': string; id: string; message: string }[]
  return {
    http: response.status,
    code: response.ok ? 0 : body.code,
    message: response.ok ? '' : body.message,
    details: response.ok ? [] : details.map(({ id, message }) => ({ id, message })),
    resourceOwner: response.ok ? body.details.resourceOwner : undefined,
    headers: response.headers,
  }
}

async function askConnect(
  { port }: Api,
  type: string,
  { headers, message, path }: CallOptions = {},
): Promise<CallResult> {
  const isBinary = type.endsWith('proto')
  const response = await fetch(`http://127.0.0.1:${port}${path ?? rpcPath}`, {
    method: 'POST',
    headers: { 'content-type': type, 'connect-protocol-version': '1', ...headers },
    body: message ? Buffer.from(message) : isBinary ? Buffer.alloc(0) : '{}',
  })
  const result = { http: response.status, headers: response.headers }
  if (!response.ok) {
    const body: JsonObject = await response.json()
    const details = (body.details ?? []) as { value: string }[]
    return {
      ...result,
      code: codeFromString(body.code as string) ?? -1,
      message: body.message as string,
      details: details.map(({ value }) => detailOf(Buffer.from(value, 'base64'))),
    }
  }
  const resourceOwner = isBinary
    ? ownerIn(new Uint8Array(await response.arrayBuffer()))
    : (await response.json()).details.resourceOwner
  return { ...result, code: 0, message: '', details: [], resourceOwner }
}

async function askGrpc(
  api: Api,
  path: string,
  { headers, message, path: other }: CallOptions = {},
): Promise<CallResult> {
  const answer = await postOverHttp2(api, {
    path: other ?? path,
    headers: { 'content-type': 'application/grpc', te: 'trailers', ...headers },
    body: frame(message ?? Buffer.alloc(0)),
  })
  const all = new Headers()
  for (const [name, value] of Object.entries({ ...answer.headers, ...answer.trailers }))
    if (!name.startsWith(':')) all.set(name, String(value))
  return framed(Number(answer.headers[':status']), all, answer.body)
}

async function askGrpcWeb(
  { port }: Api,
  path: string,
  type: string,
  { headers, message, path: other }: CallOptions = {},
): Promise<CallResult> {
  const isText = type.includes('text')
  const sent = Uint8Array.from(frame(message ?? Buffer.alloc(0)))
  const response = await fetch(`http://127.0.0.1:${port}${other ?? path}`, {
    method: 'POST',
    headers: { 'content-type': type, 'x-grpc-web': '1', ...headers },
    body: isText ? Buffer.from(sent).toString('base64') : sent,
  })
  const got = Buffer.from(await response.arrayBuffer())
  const parts = isText ? (got.toString().match(/[^=]+={0,2}/g) ?? []) : []
  const body = isText ? Buffer.concat(parts.map(part => Buffer.from(part, 'base64'))) : got
  const all = new Headers(response.headers)
  readFrames(body).trailers.forEach((value, name) => {
    all.set(name, value)
  })
  return framed(response.status, all, body)
}

function framed(http: number, headers: Headers, body: Buffer): CallResult {
  const [message] = readFrames(body).messages
  const status = Buffer.from(headers.get('grpc-status-details-bin') ?? '', 'base64')
  return {
    http,
    code: Number(headers.get('grpc-status') ?? -1),
    message: decodeURIComponent(headers.get('grpc-message') ?? ''),
    details: fromBinary(StatusSchema, status).details.map(({ value }) => detailOf(value)),
    resourceOwner: message ? ownerIn(message) : undefined,
    headers,
  }
}

function detailOf(bytes: Uint8Array) {
  const { id, message } = fromBinary(ErrorDetailSchema, bytes)
  return { id, message }
}

function ownerIn(bytes: Uint8Array) {
  return fromBinary(SendMyPasswordlessLinkResponseSchema, bytes).details?.resourceOwner
}
