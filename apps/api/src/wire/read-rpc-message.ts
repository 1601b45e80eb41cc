import { type DescMessage, fromBinary, fromJsonString, type MessageShape } from '@bufbuild/protobuf'
import { Code, ConnectError } from '@connectrpc/connect'
import { readAllBytes, type UniversalServerRequest } from '@connectrpc/connect/protocol'
import { parseContentType } from '@connectrpc/connect/protocol-connect'
import { ApiError, code } from '../api-error.ts'
import { rpcLimits } from './rpc-limits.ts'

type Message = MessageShape<DescMessage>

const { readMaxBytes, acceptCompression } = rpcLimits

/**
 * The single message of a gRPC or gRPC-Web request. Rejects with an ApiError if it is unreadable, missing or not the
 * only one.
 */
export async function readSingleMessage(messages: AsyncIterable<Message>): Promise<Message> {
  const read: Message[] = []
  try {
    for await (const message of messages) {
      read.push(message)
      if (read.length > 1) break
    }
  } catch (error) {
    throw unreadable(error)
  }
  const [message, second] = read
  if (message === undefined || second !== undefined) throw unreadable('not one message')
  return message
}

/** The message of a unary Connect request; an empty body is `{}`. Rejects with an ApiError if it is unreadable. */
export async function readUnaryMessage(
  input: DescMessage,
  { header, body }: UniversalServerRequest,
): Promise<Message> {
  try {
    const received = await readAllBytes(body as AsyncIterable<Uint8Array>, readMaxBytes)
    const bytes = await decompress(received, header.get('content-encoding') ?? 'identity')
    if (parseContentType(header.get('content-type'))?.binary) return fromBinary(input, bytes)
    const text = new TextDecoder().decode(bytes).trim() || '{}'
    return fromJsonString(input, text, { ignoreUnknownFields: true })
  } catch (error) {
    throw unreadable(error)
  }
}

async function decompress(bytes: Uint8Array, encoding: string): Promise<Uint8Array> {
  if (encoding === 'identity') return bytes
  const compression = acceptCompression.find(({ name }) => name === encoding)
  if (!compression) throw new Error(`unknown compression ${encoding}`)
  return compression.decompress(bytes, readMaxBytes)
}

function unreadable(error: unknown): ApiError {
  const cause = ConnectError.from(error)
  return cause.code === Code.ResourceExhausted
    ? new ApiError(code.resourceExhausted, 'bodyTooLarge', 'REST-b0dSz')
    : new ApiError(code.invalidArgument, 'messageMalformed', 'REST-b0dYm', { cause })
}
