import type { DescService } from '@bufbuild/protobuf'
import type { ConnectRouter } from '@connectrpc/connect'
import { AuthService, Health, ManagementService, UserService } from '@passlink/proto'
import { areReady, type Check, createHealth, type Logger, type Metrics } from '@passlink/runtime'
import type { Hono } from 'hono'
import type { Call } from './calls/call.ts'
import { createDocs } from './docs/create-docs.ts'
import { createOpenApi } from './docs/openapi.ts'
import type { Authenticate } from './identity/authenticate.ts'
import type { Handler } from './port/start-one-port.ts'
import { createCallMetrics } from './wire/call-metrics.ts'
import { compressions } from './wire/compressions.ts'
import { createFrontDoor } from './wire/create-front-door.ts'
import { bodyBytesMax, createWeb } from './wire/create-web.ts'
import { addHealth } from './wire/grpc-health.ts'
import { addReflection } from './wire/grpc-reflection.ts'
import { createInvoke } from './wire/invoke.ts'
import { createJsonRoutes } from './wire/json-routes.ts'
import { createNativeGrpc } from './wire/native-grpc.ts'
import { createRpcOverFetch, rpcPathsByRoute } from './wire/rpc-over-fetch.ts'
import { addConnectCalls, addFramedCalls } from './wire/rpc-routes.ts'

type Parts = {
  calls: readonly Call[]
  routes: Hono[]
  authenticate: Authenticate
  checks: Record<string, Check>
  metrics: Metrics
  shutdownSignal: AbortSignal
  log: Logger
}

const services: DescService[] = [AuthService, ManagementService, UserService]
const timeoutMsMax = 10 * 60_000

/** Everything that is answered on the API's port, in all encodings. */
export function createApi({
  calls,
  routes,
  authenticate,
  checks,
  metrics,
  shutdownSignal,
  log,
}: Parts): Handler {
  const invoke = createInvoke(authenticate, createCallMetrics(metrics.registry), log)
  const limits = {
    readMaxBytes: bodyBytesMax,
    maxTimeoutMs: timeoutMsMax,
    acceptCompression: compressions,
    shutdownSignal,
  }
  const pathsByRoute = rpcPathsByRoute(calls)

  function framed(router: ConnectRouter) {
    addFramedCalls(router, calls, invoke)
    addOurs(router)
  }
  function connect(router: ConnectRouter) {
    addConnectCalls(router, calls, invoke)
    addOurs(router)
  }
  function addOurs(router: ConnectRouter) {
    addHealth(
      router,
      services.map(({ typeName }) => typeName),
      () => areReady(checks),
    )
    addReflection(router, [...services, Health])
  }
  const web = createWeb({
    open: [createHealth(checks, metrics), createDocs(createOpenApi(calls))],
    routes: [...routes, createJsonRoutes(calls, invoke)],
    rpc: createRpcOverFetch({ framed, connect }, limits),
    pathsByRoute,
    log,
  })
  return createFrontDoor(web, createNativeGrpc(framed, limits, pathsByRoute))
}
