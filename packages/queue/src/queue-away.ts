/** The queue cannot be reached, did not answer in time, or refuses. The operation may still be done later. */
export class QueueAway extends Error {
  override name = 'QueueAway'
  /** Why, for `/readyz`: the code of the server's error, and the setting that may be wrong. Contains no secrets. */
  readonly reason: string | undefined
  constructor(message: string, { reason, ...options }: ErrorOptions & { reason?: string | undefined } = {}) {
    super(message, options)
    this.reason = reason
  }
}
