/** Null if there is no answer in time. Run for each delivery, so without an AbortController, whose errors are costly. */
export function answerWithin<Answer>(ms: number, answer: Promise<Answer>): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, null)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
