import { problemsOf } from '@passlink/runtime'
import { field } from '@passlink/store'
import type { Context } from 'hono'
import { z } from 'zod'
import { ApiError, code } from '../api-error.ts'
import { readObject } from '../wire/read-object.ts'

const parameters = z.object({ id: field.id })

/** The id in the path; throws an ApiError that names what is wrong with it. */
export function readId(c: Context): string {
  const given = parameters.safeParse(c.req.param())
  if (given.success) return given.data.id
  throw invalid(problemsOf(given.error))
}

/** The id in the path and the record in the body; rejects with an ApiError that names everything that is wrong with them. */
export async function readRecord<Schema extends z.ZodType<object>>(
  c: Context,
  schema: Schema,
): Promise<z.output<Schema> & { id: string }> {
  const given = parameters.safeParse(c.req.param())
  const body = schema.safeParse(await readObject(c.req.raw))
  if (given.success && body.success) return { ...body.data, id: given.data.id }
  throw invalid([given, body].flatMap(({ error }) => (error ? problemsOf(error) : [])))
}

function invalid(problems: string[]): ApiError {
  return new ApiError(code.invalidArgument, 'fieldsInvalid', 'DIR-f13Ld', { detail: problems.join('; ') })
}
