import { fromJson, type JsonObject, toJson } from '@bufbuild/protobuf'
import { type Context, Hono } from 'hono'
import { ApiError, code } from '../api-error.ts'
import type { Call, RequestFacts } from '../calls/call.ts'
import type { Invoke } from './invoke.ts'
import { readObject } from './read-object.ts'
import { requestIdOf } from './request-id-of.ts'

/** The JSON routes of the calls: proto3 JSON in and out, path parameters over fields of the body. */
export function createJsonRoutes(calls: readonly Call[], invoke: Invoke): Hono {
  const app = new Hono()
  for (const call of calls) {
    app.on(call.route.verb, call.route.paths, async c => {
      const answer = await invoke(call, {
        encoding: 'json',
        ...requestFacts(c),
        readMessage: async () => readMessage(call, { ...(await readObject(c.req.raw)), ...c.req.param() }),
      })
      return c.json(toJson(call.method.output, answer) as JsonObject)
    })
  }
  return app
}

/** What a route knows of its request, as calls see it. */
export function requestFacts(c: Context): RequestFacts {
  const header = (name: string) => c.req.header(name)
  return {
    requestId: c.get('requestId') ?? requestIdOf(header),
    header,
    tell: (name, value) => c.header(name, value),
  }
}

function readMessage(call: Call, object: JsonObject) {
  try {
    return fromJson(call.method.input, object, { ignoreUnknownFields: true })
  } catch (error) {
    throw new ApiError(code.invalidArgument, 'bodyMalformed', 'REST-b0dYm', { cause: error })
  }
}
