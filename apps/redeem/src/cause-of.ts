import type { Context } from 'hono'
import type { Env } from './env.ts'

/** The request that causes what is recorded: its id, and its `traceparent` if it is traced. */
export type Cause = { requestId: string; traceParent: string | null }

export const causeOf = (c: Context<Env>): Cause => ({
  requestId: c.get('requestId'),
  traceParent: c.get('span')?.traceParent ?? null,
})
