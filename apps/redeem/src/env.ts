import type { IncomingMessage } from 'node:http'
import type { RequestIdVariables } from 'hono/request-id'

/** The context of a request: its connection, its id, the address of its client and the language in its body. */
export type Env = {
  Bindings: { incoming?: IncomingMessage }
  Variables: RequestIdVariables & { address: string; language?: string | undefined }
}
