import { QueueAway } from './queue-away.ts'

const answerTimeoutMs = 1_000

/** Resolves to the answer if it comes within a second. Rejects with {@link QueueAway} if it is timeout or an error. */
export async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new QueueAway('the queue did not answer in time')), answerTimeoutMs)
  })
  try {
    return await Promise.race([answer, timeout])
  } catch (error) {
    throw error instanceof QueueAway
      ? error
      : new QueueAway('the queue did not take the call', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}
