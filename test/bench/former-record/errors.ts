import { DrizzleQueryError } from 'drizzle-orm'

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

  /** The database was not there, went away or refused work: the same statement may succeed in a moment. */
  get isAway(): boolean {
    return /^(08|53|57P|40|25006|ECONN|CONNECT|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|57014)/.test(
      this.code ?? '',
    )
  }

  static from(error: unknown): DatabaseError {
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
