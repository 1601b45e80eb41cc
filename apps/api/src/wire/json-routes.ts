import { fromJson, type JsonObject, toJson } from '@bufbuild/protobuf'
import { parseTimeout } from '@connectrpc/connect/protocol-grpc'
import { Hono } from 'hono'
import { ApiError, code } from '../api-error.ts'
import type { Call } from '../calls/call.ts'
import { createCallEnd, deadlineIn } from './call-end.ts'
import type { CommonVariables } from './common-headers.ts'
import type { Invoke } from './invoke.ts'
import { jsonAnswer } from './json-answer.ts'
import { readObject } from './read-object.ts'
import { rpcLimits } from './rpc-limits.ts'

/** The JSON routes of the calls: proto3 JSON in and out. Path parameters override fields of the body. */
export function createJsonRoutes(calls: readonly Call[], invoke: Invoke): Hono {
  const app = new Hono<{ Variables: CommonVariables }>()
  for (const call of calls) {
    for (const path of call.route.paths)
      app.on(call.route.verb, path, async c => {
        const headers: Record<string, string> = {}
        const { error, signal, deadline, cleanUp } = endOf(c.req.raw, c.req.header('grpc-timeout'))
        const answer = await invoke(call, {
          encoding: 'json',
          path,
          ...c.get('caller'),
          header: name => c.req.header(name),
          setHeader(name, value) {
            headers[name] = value
          },
          signal,
          deadline,
          async readMessage() {
            if (error) throw timeoutMalformed(error)
            return readMessage(call, { ...(await readObject(c.req.raw)), ...c.req.param() })
          },
        }).finally(cleanUp)
        return jsonAnswer(c, toJson(call.method.output, answer), { headers })
      })
  }
  return app as unknown as Hono
}

/** The end of a call: the header `grpc-timeout` sets its deadline, as in grpc-gateway. */
function endOf(raw: Request, given: string | undefined) {
  if (given === undefined)
    return { signal: raw.signal, deadline: deadlineIn(), cleanUp() {}, error: undefined }
  const { timeoutMs, error } = parseTimeout(given, rpcLimits.maxTimeoutMs)
  const end = createCallEnd(timeoutMs)
  raw.signal.addEventListener('abort', end.hangUp)
  return { ...end, error }
}

const timeoutMalformed = (cause: Error) =>
  new ApiError(code.invalidArgument, 'messageMalformed', 'REST-b0dYm', { cause, detail: 'grpc-timeout' })

function readMessage(call: Call, object: JsonObject) {
  try {
    return fromJson(call.method.input, object, { ignoreUnknownFields: true })
  } catch (error) {
    throw new ApiError(code.invalidArgument, 'bodyMalformed', 'REST-b0dYm', { cause: error })
  }
}
