import type { Span, Tracing } from '@passlink/runtime'
import { type ApiError, codeName } from '../api-error.ts'
import type { Call, RequestMetadata } from '../calls/call.ts'
import { httpStatusOf } from './error-response.ts'
import type { Encoding } from './invoke.ts'

/** What a call in this encoding is to OpenTelemetry, unless it is HTTP. */
const systems: Partial<Record<Encoding, string>> = {
  grpc: 'grpc',
  'grpc-web': 'grpc',
  connect: 'connect_rpc',
}

type Request = Pick<RequestMetadata, 'header'> & { encoding: Encoding; path: string | undefined }

/** Begins the span of a call, in the trace of its header `traceparent` if it has one. */
export function beginCall(
  tracing: Tracing,
  { method, route }: Call,
  { encoding, path, header }: Request,
): Span {
  const [service, name] = [method.parent.typeName, method.name]
  const system = systems[encoding]
  return tracing.begin(system ? `${service}/${name}` : `${route.verb} ${path}`, {
    kind: 'server',
    parent: header('traceparent'),
    attributes: {
      'rpc.system': system,
      'rpc.service': service,
      'rpc.method': name,
      ...(system ? {} : { 'http.request.method': route.verb, 'http.route': path }),
    },
  })
}

/** Ends the span of a call with its answer. Only faults of ours are errors of the span. */
export function endCall(span: Span, encoding: Encoding, error?: ApiError): void {
  const status = error ? httpStatusOf(error) : 200
  const name = error && codeName(error.code)
  span.end({
    error: status >= 500 ? name : undefined,
    attributes: {
      'http.response.status_code': encoding === 'json' ? status : null,
      'rpc.grpc.status_code': systems[encoding] === 'grpc' ? (error?.code ?? 0) : null,
      'rpc.connect_rpc.error_code': encoding === 'connect' ? name : null,
    },
  })
}
