import { DatabaseError } from './errors.ts'

/** Runs a transaction, and once more after a deadlock, which rolled everything back and is unlikely to happen again. */
export async function againAfterDeadlock<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof DatabaseError && error.code === '40P01') return run()
    throw error
  }
}
