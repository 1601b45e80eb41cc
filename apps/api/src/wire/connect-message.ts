import { type DescMessage, fromBinary, fromJsonString, type MessageShape } from '@bufbuild/protobuf'
import { Code, ConnectError, createContextKey, type HandlerContext } from '@connectrpc/connect'
import { readAllBytes } from '@connectrpc/connect/protocol'
import type { Call } from '../calls/call.ts'
import { compressions } from './compressions.ts'
import { unreadable } from './unreadable.ts'

/** A Connect request's body as it arrived. */
export type ConnectBody = {
  chunks: AsyncIterable<Uint8Array>
  isBinary: boolean
  encoding: string | null
  bytesMax: number
}

export const connectBody = createContextKey<ConnectBody | undefined>(undefined)

/** Reads a Connect request's message; throws an ApiError where it is none of the call's. An empty one is read as `{}`. */
export async function readConnectMessage(
  { method }: Call,
  { values }: HandlerContext,
): Promise<MessageShape<DescMessage>> {
  const body = values.get(connectBody)
  if (!body) throw new ConnectError('no body was kept', Code.Internal)
  try {
    const bytes = await decompress(body, await readAllBytes(body.chunks, body.bytesMax))
    if (body.isBinary) return fromBinary(method.input, bytes)
    const text = new TextDecoder().decode(bytes).trim() || '{}'
    return fromJsonString(method.input, text, { ignoreUnknownFields: true })
  } catch (error) {
    throw unreadable(error)
  }
}

async function decompress({ encoding, bytesMax }: ConnectBody, bytes: Uint8Array): Promise<Uint8Array> {
  if (!encoding || encoding === 'identity') return bytes
  const compression = compressions.find(({ name }) => name === encoding)
  if (!compression) throw new ConnectError(`unknown compression ${encoding}`, Code.InvalidArgument)
  return compression.decompress(bytes, bytesMax)
}
