import type { DescService } from '@bufbuild/protobuf'
import { AuthService, Health, ManagementService, UserService } from '@passlink/proto'
import { areReady, type Check, createHealth, type Logger, type Metrics } from '@passlink/runtime'
import type { Hono } from 'hono'
import type { Call } from './calls/call.ts'
import { createDocs } from './docs/create-docs.ts'
import { createOpenApi } from './docs/openapi.ts'
import type { Authenticate } from './identity/authenticate.ts'
import type { Handler } from './port/start-one-port.ts'
import { createCallMetrics } from './wire/call-metrics.ts'
import { createListener } from './wire/create-listener.ts'
import { createWeb } from './wire/create-web.ts'
import { addHealth } from './wire/grpc-health.ts'
import { addReflection } from './wire/grpc-reflection.ts'
import { createInvoke } from './wire/invoke.ts'
import { createJsonRoutes } from './wire/json-routes.ts'
import { createNativeGrpc } from './wire/native-grpc.ts'
import { createRpcHandlers } from './wire/rpc-handlers.ts'
import { createRpcOverFetch, rpcPathsByRoute } from './wire/rpc-over-fetch.ts'

type Dependencies = {
  calls: readonly Call[]
  routes: Hono[]
  authenticate: Authenticate
  checks: Record<string, Check>
  metrics: Metrics
  shutdownSignal: AbortSignal
  log: Logger
}

const services: DescService[] = [AuthService, ManagementService, UserService]

/** Handles all requests on the API's port, in every encoding. */
export function createApi({
  calls,
  routes,
  authenticate,
  checks,
  metrics,
  shutdownSignal,
  log,
}: Dependencies): Handler {
  const invoke = createInvoke(authenticate, createCallMetrics(metrics.registry), log)
  const { unaryGrpc, grpc, grpcWeb, connect } = createRpcHandlers(calls, invoke, router => {
    const names = services.map(({ typeName }) => typeName)
    addHealth(router, names, () => areReady(checks), shutdownSignal)
    addReflection(router, [...services, Health])
  })
  const pathsByRoute = rpcPathsByRoute(calls)
  const web = createWeb({
    bareRoutes: [createHealth(checks, metrics), createDocs(createOpenApi(calls))],
    callRoutes: createJsonRoutes(calls, invoke),
    routes,
    rpc: createRpcOverFetch(grpcWeb, connect),
    pathsByRoute,
    log,
  })
  return createListener(web, createNativeGrpc(unaryGrpc, grpc, pathsByRoute, log))
}
