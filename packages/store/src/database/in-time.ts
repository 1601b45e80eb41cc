import { DatabaseError } from './errors.ts'

/** Longer than `statement_timeout`. */
export const answerMs = 20_000

/**
 * Resolves to the answer if it comes within `withinMs`, which may be Infinity. Rejects with {@link DatabaseError}: the
 * answer's error, or a timeout, after which it is unknown whether the statement was run.
 */
export async function inTime<Answer>(answer: PromiseLike<Answer>, withinMs = answerMs): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    // A timer of Infinity would go off at once.
    if (withinMs !== Number.POSITIVE_INFINITY)
      timer = setTimeout(() => reject(DatabaseError.timeout()), withinMs)
  })
  try {
    return await Promise.race([answer, timeout])
  } catch (error) {
    throw DatabaseError.from(error)
  } finally {
    clearTimeout(timer)
  }
}
