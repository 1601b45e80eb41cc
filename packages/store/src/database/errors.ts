import { DrizzleQueryError } from 'drizzle-orm'

const timedOut = 'ETIMEDOUT'
const refused = '08P01'
const lockNotAvailable = '55P03'

/**
 * A statement failed: `code` is its SQLSTATE or the driver's code for a lost connection. The message names no
 * parameter, so that no address or secret reaches a log through it.
 */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
  readonly code: string | undefined
  constructor(message: string, code: string | undefined) {
    super(message)
    this.code = code
  }

  /**
   * The database cannot be reached, does not let us in, closed the connection or refuses work: the same statement may
   * succeed later.
   */
  get isAway(): boolean {
    return /^(08|28|3D|53|57P|40|25P03|25006|ECONN|CONNECT|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|57014)/.test(
      this.code ?? '',
    )
  }

  /** The database did not answer in time: it is unknown whether the statement was run. */
  get isTimeout(): boolean {
    return this.code === timedOut
  }

  /** Another transaction had a row locked for longer than `lock_timeout`. */
  get isLockTimeout(): boolean {
    return this.code === lockNotAvailable
  }

  /** The statement itself is not at fault: it may succeed later. */
  get isTemporary(): boolean {
    return this.isAway || this.isLockTimeout
  }

  /** The database answered with an error, so the whole transaction was rolled back; it is safe to run it again. */
  get isRolledBack(): boolean {
    return /^[0-9A-Z]{5}$/.test(this.code ?? '') && !/^(08|57P|25P03)/.test(this.code ?? '')
  }

  static timeout(): DatabaseError {
    return new DatabaseError('the database does not answer', timedOut)
  }

  static from(error: unknown): DatabaseError {
    if (error instanceof DatabaseError) return error
    const cause = error instanceof DrizzleQueryError ? error.cause : error
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
    // The message of class 22 (data exception) quotes the value.
    const message = code?.startsWith('22')
      ? 'a value does not fit'
      : cause instanceof Error
        ? cause.message
        : ''
    if (code === refused && message.includes('startup parameter'))
      return new DatabaseError(`${message}: for a pooler DATABASE_URL needs ?pgbouncer=true`, code)
    return new DatabaseError(message || `the database cannot be reached (${code ?? 'no code'})`, code)
  }
}

/** Classifies the errors of a transaction that several items share, for `inBatches` of packages/runtime. */
export const sharedTransaction = {
  isHarmless: (error: unknown) => error instanceof DatabaseError && error.isRolledBack,
  isOutage: (error: unknown) => error instanceof DatabaseError && error.isTimeout,
}
