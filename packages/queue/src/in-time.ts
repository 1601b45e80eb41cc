import { QueueAway } from './queue-away.ts'

const answerTimeoutMs = 1_000

/** The answer of the queue's store, if it comes within a second; rejects with {@link QueueAway} otherwise, and where it fails. */
export async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new QueueAway('the queue did not answer in time')), answerTimeoutMs)
  })
  try {
    return await Promise.race([answer, late])
  } catch (error) {
    throw error instanceof QueueAway
      ? error
      : new QueueAway('the queue did not take the call', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}
