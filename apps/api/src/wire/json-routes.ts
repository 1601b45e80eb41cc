import { fromJson, type JsonObject, toJson } from '@bufbuild/protobuf'
import { Hono } from 'hono'
import { ApiError, code } from '../api-error.ts'
import type { Call } from '../calls/call.ts'
import type { CommonVariables } from './common-headers.ts'
import type { Invoke } from './invoke.ts'
import { jsonAnswer } from './json-answer.ts'
import { readObject } from './read-object.ts'

/** The JSON routes of the calls: proto3 JSON in and out. Path parameters override fields of the body. */
export function createJsonRoutes(calls: readonly Call[], invoke: Invoke): Hono {
  const app = new Hono<{ Variables: CommonVariables }>()
  for (const call of calls) {
    app.on(call.route.verb, call.route.paths, async c => {
      const headers: Record<string, string> = {}
      const answer = await invoke(call, {
        encoding: 'json',
        requestId: c.get('requestId'),
        header: name => c.req.header(name),
        setHeader(name, value) {
          headers[name] = value
        },
        signal: c.req.raw.signal,
        readMessage: async () => readMessage(call, { ...(await readObject(c.req.raw)), ...c.req.param() }),
      })
      return jsonAnswer(c, toJson(call.method.output, answer), { headers })
    })
  }
  return app as unknown as Hono
}

function readMessage(call: Call, object: JsonObject) {
  try {
    return fromJson(call.method.input, object, { ignoreUnknownFields: true })
  } catch (error) {
    throw new ApiError(code.invalidArgument, 'bodyMalformed', 'REST-b0dYm', { cause: error })
  }
}
