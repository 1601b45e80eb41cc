import { DatabaseError } from './errors.ts'

/** Longer than the server's own time limit for a statement. */
export const answerMs = 20_000

/**
 * The answer if it comes within `withinMs`. Rejects with {@link DatabaseError}: the answer's own error, or silence, in which case
 * it is unknown whether the statement was run.
 */
export async function inTime<Answer>(answer: PromiseLike<Answer>, withinMs = answerMs): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(DatabaseError.silence()), withinMs)
  })
  try {
    return await Promise.race([answer, silence])
  } catch (error) {
    throw DatabaseError.from(error)
  } finally {
    clearTimeout(timer)
  }
}
