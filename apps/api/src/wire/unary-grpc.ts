import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { DescMethodUnary } from '@bufbuild/protobuf'
import { Code, ConnectError } from '@connectrpc/connect'
import {
  compressionNegotiate,
  createMethodSerializationLookup,
  encodeEnvelope,
  envelopeCompress,
  pipe,
  transformDecompressEnvelope,
  transformParseEnvelope,
  transformPrepend,
  transformSplitEnvelope,
} from '@connectrpc/connect/protocol'
import {
  grpcStatusOk,
  parseContentType,
  parseTimeout,
  setTrailerStatus,
} from '@connectrpc/connect/protocol-grpc'
import type { Caller } from '../identity/authenticate.ts'
import { createCallEnd } from './call-end.ts'
import { readSingleMessage } from './read-rpc-message.ts'
import type { AnswerRpc } from './rpc-handlers.ts'
import { rpcLimits } from './rpc-limits.ts'

/** Answers a request in native gRPC. */
export type UnaryGrpc = (
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  caller: Caller,
) => Promise<void>

const { readMaxBytes, maxTimeoutMs, acceptCompression } = rpcLimits
const compressMinBytes = 1_024

/**
 * Answers a unary RPC in native gRPC. The library's own handler treats every RPC as two streams, and its iterators cost
 * more than the rest of a call.
 */
export function createUnaryGrpc(method: DescMethodUnary, answer: AnswerRpc): UnaryGrpc {
  const serialization = createMethodSerializationLookup(method, undefined, undefined, {
    readMaxBytes,
    writeMaxBytes: 0xffffffff,
  })
  return async (request, response, caller) => {
    if (request.method !== 'POST') return endWith(response, 405)
    const type = parseContentType(request.headers['content-type'] ?? null)
    if (!type) return endWith(response, 415)
    const header = (name: string) => request.headers[name]?.toString()
    const timeout = parseTimeout(header('grpc-timeout') ?? null, maxTimeoutMs)
    const compression = compressionNegotiate(
      acceptCompression,
      header('grpc-encoding') ?? null,
      header('grpc-accept-encoding') ?? null,
      'grpc-accept-encoding',
    )
    const responseHeader = new Headers({
      'content-type': `application/grpc+${type.binary ? 'proto' : 'json'}`,
    })
    if (compression.response) responseHeader.set('grpc-encoding', compression.response.name)
    const responseTrailer = new Headers({ 'grpc-status': grpcStatusOk })

    const readMessages = () =>
      pipe(
        request as AsyncIterable<Uint8Array>,
        transformPrepend<Uint8Array>(() => {
          const error = compression.error ?? timeout.error
          if (error) throw error
          return undefined
        }),
        transformSplitEnvelope(readMaxBytes),
        transformDecompressEnvelope(compression.request, readMaxBytes),
        transformParseEnvelope(serialization.getI(type.binary)),
      )

    const { signal, deadline, hangUp, cleanUp } = createCallEnd(timeout.timeoutMs)
    request.once('close', hangUp)
    let body: Uint8Array | undefined
    try {
      const message = await answer(
        { encoding: 'grpc', ...caller, header, responseHeader, responseTrailer, signal, deadline },
        () => readSingleMessage(readMessages()),
      )
      const data = serialization.getO(type.binary).serialize(message)
      const envelope = await envelopeCompress({ flags: 0, data }, compression.response, compressMinBytes)
      body = encodeEnvelope(envelope.flags, envelope.data)
    } catch (error) {
      setTrailerStatus(responseTrailer, ConnectError.from(error, Code.Internal))
    } finally {
      cleanUp()
      request.off('close', hangUp)
    }
    response.writeHead(200, Object.fromEntries(responseHeader))
    response.addTrailers(Object.fromEntries(responseTrailer))
    if (body) response.write(body)
    response.end()
  }
}

function endWith(response: Http2ServerResponse, status: number): void {
  response.writeHead(status).end()
}
