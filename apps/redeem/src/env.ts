import type { IncomingMessage } from 'node:http'
import type { SpanVariables } from '@passlink/runtime'
import type { RequestIdVariables } from 'hono/request-id'

/** The context of a request: its connection, its id, its span, the address of its client and the language in its body. */
export type Env = {
  Bindings: { incoming?: IncomingMessage }
  Variables: RequestIdVariables & SpanVariables & { address: string; language?: string | undefined }
}
