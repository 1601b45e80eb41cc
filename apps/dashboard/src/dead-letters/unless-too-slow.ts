import { QueryTooSlow } from '@passlink/store'

/** Resolves to undefined if the database would have needed too long for the answer. */
export async function unlessTooSlow<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof QueryTooSlow) return undefined
    throw error
  }
}
