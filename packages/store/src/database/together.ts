type Answers<Promises extends readonly unknown[]> = {
  -readonly [Place in keyof Promises]: Awaited<Promises[Place]>
}

/**
 * Waits until all statements that were sent together in a transaction have ended, also if one fails. Rejects with the
 * error of the first that failed; those after it fail because of it.
 */
export async function together<const Promises extends readonly unknown[]>(
  promises: Promises,
): Promise<Answers<Promises>> {
  const settled = await Promise.allSettled(promises)
  const failed = settled.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  return settled.map(one => (one.status === 'fulfilled' ? one.value : undefined)) as Answers<Promises>
}
