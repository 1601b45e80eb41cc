import { problemsOf } from '@passlink/runtime'
import { field } from '@passlink/store'
import type { Context } from 'hono'
import { z } from 'zod'
import { ApiError, code } from '../api-error.ts'
import { readObject } from '../wire/read-object.ts'

const parameters = z.object({ id: field.id })

/** The id in the path. Throws an ApiError that describes what is invalid. */
export function readId(c: Context): string {
  const path = parameters.safeParse(c.req.param())
  if (path.success) return path.data.id
  throw invalidFields(problemsOf(path.error))
}

/** The id in the path and the record in the body. Rejects with an ApiError that lists every invalid field. */
export async function readRecord<Schema extends z.ZodType<object>>(
  c: Context,
  schema: Schema,
): Promise<z.output<Schema> & { id: string }> {
  const path = parameters.safeParse(c.req.param())
  const body = schema.safeParse(await readObject(c.req.raw))
  if (path.success && body.success) return { ...body.data, id: path.data.id }
  throw invalidFields([path, body].flatMap(({ error }) => (error ? problemsOf(error) : [])))
}

/** The error that lists every invalid field. */
export function invalidFields(problems: string[]): ApiError {
  return new ApiError(code.invalidArgument, 'fieldsInvalid', 'DIR-f13Ld', { detail: problems.join('; ') })
}
