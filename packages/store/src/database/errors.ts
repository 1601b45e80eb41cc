import { DrizzleQueryError } from 'drizzle-orm'

const timeout = 'ETIMEDOUT'
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

  /** The database cannot be reached, closed the connection or refuses work: the same statement may succeed in a moment. */
  get isAway(): boolean {
    return /^(08|53|57P|40|25P03|25006|ECONN|CONNECT|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|57014)/.test(
      this.code ?? '',
    )
  }

  /** The database gave no answer in time: it is unknown whether the statement was run. */
  get isSilence(): boolean {
    return this.code === timeout
  }

  /** Another transaction had a row locked for longer than `lock_timeout`. */
  get isLockTimeout(): boolean {
    return this.code === lockNotAvailable
  }

  /** Nothing is wrong with the statement: it may succeed in a moment. */
  get isTemporary(): boolean {
    return this.isAway || this.isLockTimeout
  }

  /** The database answered with an error, which undid the whole transaction; running it again is safe. */
  get isRolledBack(): boolean {
    return /^[0-9A-Z]{5}$/.test(this.code ?? '') && !/^(08|57P|25P03)/.test(this.code ?? '')
  }

  static silence(): DatabaseError {
    return new DatabaseError('the database does not answer', timeout)
  }

  static from(error: unknown): DatabaseError {
    if (error instanceof DatabaseError) return error
    const cause = error instanceof DrizzleQueryError ? error.cause : error
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
    // Class 22 (data exception) quotes the value that did not fit.
    const message = code?.startsWith('22')
      ? 'a value does not fit'
      : cause instanceof Error
        ? cause.message
        : ''
    return new DatabaseError(message || `the database cannot be reached (${code ?? 'no code'})`, code)
  }
}

/** What errors mean to items that share a transaction, for `inBatches` of packages/runtime. */
export const sharedTransaction = {
  isHarmless: (error: unknown) => error instanceof DatabaseError && error.isRolledBack,
  isOutage: (error: unknown) => error instanceof DatabaseError && error.isSilence,
}
