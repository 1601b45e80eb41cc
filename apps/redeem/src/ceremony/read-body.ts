import type { Context } from 'hono'
import type { z } from 'zod'
import type { Env } from '../env.ts'
import { RedeemError } from '../redeem-error.ts'

/** The JSON body, as `schema` has it. Remembers the language that it asks for, also for what is refused later. */
export async function readBody<Schema extends z.ZodType<{ language?: string | null | undefined }>>(
  c: Context<Env>,
  schema: Schema,
): Promise<z.output<Schema>> {
  // A type that any page may send without asking first is no JSON, whatever is in it.
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? ''))
    throw new RedeemError('content_type_unsupported')
  const body: unknown = await c.req.json().catch(() => undefined)
  const read = schema.safeParse(body)
  if (!read.success) throw new RedeemError('body_invalid')
  c.set('language', read.data.language ?? undefined)
  return read.data
}
