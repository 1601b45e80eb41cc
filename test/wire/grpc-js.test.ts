import { fileURLToPath } from 'node:url'
import { fromBinary } from '@bufbuild/protobuf'
import {
  type Client,
  credentials,
  type GrpcObject,
  loadPackageDefinition,
  Metadata,
  type ServiceClientConstructor,
  type ServiceError,
} from '@grpc/grpc-js'
import { load } from '@grpc/proto-loader'
import { ErrorDetailSchema, StatusSchema } from '@passlink/proto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { tokenFor } from './refusals.ts'

type Method = (
  request: object,
  metadata: Metadata,
  options: { deadline?: number },
  done: (error: ServiceError | null, answer?: unknown) => void,
) => { on: (event: string, listener: (value: never) => void) => void }

let passlink: Passlink
let api: { port: number }
let services: Record<string, Client & Record<string, Method>>
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
  const protos = fileURLToPath(new URL('../../packages/proto/proto', import.meta.url))
  const files = ['zitadel/auth.proto', 'grpc/health/v1/health.proto', 'grpc/reflection/v1/reflection.proto']
  const loaded = loadPackageDefinition(await load(files, { includeDirs: [protos], longs: String }))
  const open = (path: string): Client & Record<string, Method> => {
    const found = path.split('.').reduce<unknown>((part, name) => (part as GrpcObject)[name], loaded)
    return new (found as ServiceClientConstructor)(
      `127.0.0.1:${api.port}`,
      credentials.createInsecure(),
    ) as never
  }
  services = {
    auth: open('zitadel.auth.v1.AuthService'),
    health: open('grpc.health.v1.Health'),
    reflection: open('grpc.reflection.v1.ServerReflection'),
  }
})
afterAll(async () => {
  for (const service of Object.values(services ?? {})) service.close()
  await passlink?.stop()
})

type CallResult = { error: ServiceError | null; answer?: unknown; headers?: Metadata; trailers?: Metadata }
function call(
  name: string,
  method: string,
  metadata: object = {},
  request = {},
  deadlineMs = 10_000,
): Promise<CallResult> {
  return new Promise(resolve => {
    const result: CallResult = { error: null }
    const service = services[name] as Client & Record<string, Method>
    const sent = Metadata.fromHttp2Headers(metadata as never)
    const invoke = service[method]?.bind(service) as Method
    const running = invoke(request, sent, { deadline: Date.now() + deadlineMs }, (error, answer) => {
      Object.assign(result, { error, answer })
    })
    running.on('metadata', headers => Object.assign(result, { headers }))
    running.on('status', (status: { metadata: Metadata }) =>
      setImmediate(() => resolve({ ...result, trailers: status.metadata })),
    )
  })
}

test('the call is answered, with its link id in headers and trailers', async () => {
  const token = await tokenFor(passlink, 'alice')
  const { error, answer, headers, trailers } = await call('auth', 'SendMyPasswordlessLink', token)
  expect(error).toBeNull()
  expect(answer).toMatchObject({ details: { resourceOwner: 'acme' } })
  const id = headers?.get('passlink-link-id')[0]
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  expect(trailers?.get('passlink-link-id')[0]).toBe(id)
})

test('an error has its code, its message and its detail', async () => {
  const { error } = await call('auth', 'SendMyPasswordlessLink', { authorization: 'Bearer x' })
  expect(error?.code).toBe(16)
  expect(error?.details).toMatch(/\(AUTH-7fs1e\)$/)
  const status = fromBinary(StatusSchema, error?.metadata.get('grpc-status-details-bin')[0] as Buffer)
  expect(status.details.map(({ typeUrl }) => typeUrl)).toEqual(['type.googleapis.com/zitadel.v1.ErrorDetail'])
  expect(fromBinary(ErrorDetailSchema, status.details[0]?.value as Uint8Array).id).toBe('AUTH-7fs1e')
  expect(error?.metadata.get('www-authenticate')).toEqual(['Bearer error="invalid_token"'])
})

test('a deadline that has passed ends the call, and the next is answered', async () => {
  const headers = await tokenFor(passlink, 'alice')
  const release = await passlink.database.sql.reserve()
  await release`begin`
  await release`lock table links in access exclusive mode`
  const { error } = await call('auth', 'SendMyPasswordlessLink', headers, {}, 200)
  expect(error?.code).toBe(4)
  await release`rollback`
  release.release()
  expect((await call('auth', 'SendMyPasswordlessLink', headers)).error).toBeNull()
})

test.each(['', 'zitadel.auth.v1.AuthService', 'zitadel.user.v2.UserService'])(
  '%j is healthy',
  async service => {
    await eventually(async () =>
      expect((await call('health', 'Check', {}, { service })).answer).toEqual({ status: 1 }),
    )
  },
)

test('the health of an unknown service is not found', async () => {
  expect((await call('health', 'Check', {}, { service: 'nonsense' })).error?.code).toBe(5)
})

test('reflection lists the services and gives their files', async () => {
  type Stream = {
    write: (m: object) => void
    end: () => void
    on: (e: string, l: (v: never) => void) => Stream
  }
  const service = services.reflection as unknown as { ServerReflectionInfo: () => Stream }
  const stream = service.ServerReflectionInfo()
  const answers: Record<string, never>[] = []
  const ended = new Promise(resolve => stream.on('end', resolve))
  stream.on('data', answer => answers.push(answer))
  stream.write({ listServices: '' })
  stream.write({ fileContainingSymbol: 'zitadel.auth.v1.AuthService.SendMyPasswordlessLink' })
  stream.write({ fileContainingSymbol: 'nonsense' })
  stream.end()
  await ended
  expect(answers).toMatchObject([
    {
      listServicesResponse: {
        service: [
          { name: 'zitadel.auth.v1.AuthService' },
          { name: 'zitadel.management.v1.ManagementService' },
          { name: 'zitadel.user.v2.UserService' },
          { name: 'grpc.health.v1.Health' },
        ],
      },
    },
    { fileDescriptorResponse: { fileDescriptorProto: expect.arrayContaining([expect.any(Buffer)]) } },
    { errorResponse: { errorCode: 5 } },
  ])
})
