import type { DescService } from '@bufbuild/protobuf'
import { AuthService, Health, ManagementService, UserService } from '@passlink/proto'
import {
  type AddressOf,
  createHealth,
  type Logger,
  type ReadReadiness,
  type Tracing,
} from '@passlink/runtime'
import type { Hono } from 'hono'
import type { Call } from './calls/call.ts'
import { createDocs } from './docs/create-docs.ts'
import { createOpenApi } from './docs/openapi.ts'
import type { Authenticate } from './identity/authenticate.ts'
import type { Handler } from './port/start-one-port.ts'
import type { CallMetrics } from './wire/call-metrics.ts'
import { createCountRoutes } from './wire/count-routes.ts'
import { createCallerOf } from './wire/create-caller-of.ts'
import { createListener } from './wire/create-listener.ts'
import { createWeb } from './wire/create-web.ts'
import { addHealth } from './wire/grpc-health.ts'
import { addReflection } from './wire/grpc-reflection.ts'
import { createInvoke } from './wire/invoke.ts'
import { createJsonRoutes } from './wire/json-routes.ts'
import { createNativeGrpc } from './wire/native-grpc.ts'
import { createRpcHandlers } from './wire/rpc-handlers.ts'
import { createRpcOverFetch, rpcPathsByRoute } from './wire/rpc-over-fetch.ts'
import { createWatchLimit, watchLimits } from './wire/watch-limit.ts'

type Dependencies = {
  calls: readonly Call[]
  routes: Hono[]
  authenticate: Authenticate
  addressOf: AddressOf
  readReadiness: ReadReadiness
  metrics: CallMetrics
  shutdownSignal: AbortSignal
  hsts: string | undefined
  tracing: Tracing | undefined
  log: Logger
}

const services: DescService[] = [AuthService, ManagementService, UserService]

/** Handles all requests on the API's port, in every encoding. */
export function createApi({
  calls,
  routes,
  authenticate,
  addressOf,
  readReadiness,
  metrics,
  shutdownSignal,
  hsts,
  tracing,
  log,
}: Dependencies): Handler {
  const invoke = createInvoke(authenticate, metrics, tracing, log)
  const serviceNames = services.map(({ typeName }) => typeName)
  const limitWatches = createWatchLimit(watchLimits)
  const { unaryGrpc, grpc, grpcWeb, connect } = createRpcHandlers(calls, invoke, router => {
    addHealth(router, { serviceNames, readReadiness, limitWatches, shutdownSignal })
    addReflection(router, [...services, Health])
  })
  const pathsByRoute = rpcPathsByRoute(calls)
  const callerOf = createCallerOf(addressOf)
  const description = createOpenApi(calls)
  const web = createWeb({
    bareRoutes: [createHealth(readReadiness), createDocs(description, hsts)],
    callRoutes: createJsonRoutes(calls, invoke),
    routes,
    countRoutes: createCountRoutes(description, metrics),
    rpc: createRpcOverFetch(grpcWeb, connect),
    pathsByRoute,
    callerOf,
    hsts,
    tracing,
    log,
  })
  return createListener(web, createNativeGrpc(unaryGrpc, grpc, pathsByRoute, callerOf, log))
}
