import type { Context } from 'hono'
import type { z } from 'zod'
import type { Env } from '../env.ts'
import { RedeemError } from '../redeem-error.ts'

/**
 * Reads the JSON body and sets its language for the answer. Rejects with a RedeemError if the body does not match
 * `schema`.
 */
export async function readBody<Schema extends z.ZodType<{ language?: string | null | undefined }>>(
  c: Context<Env>,
  schema: Schema,
): Promise<z.output<Schema>> {
  // Other content types are refused: pages of every origin can send some of them without a preflight.
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? ''))
    throw new RedeemError('content_type_unsupported')
  const body: unknown = await c.req.json().catch(() => undefined)
  const read = schema.safeParse(body)
  if (!read.success) throw new RedeemError('body_invalid')
  c.set('language', read.data.language ?? undefined)
  return read.data
}
