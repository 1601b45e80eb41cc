/** `bySentinel`: what a sentinel answered, and not the server that it watches. */
type ErrorOfRedis = { message?: string; code?: unknown; command?: { name?: string }; bySentinel?: boolean }

/** What an error of Redis, or of the connection to it, tells an operator. */
export type Refusal = {
  /** The code of the error, such as READONLY. */
  code: string
  /** Which setting may be wrong and how, if waiting alone does not help. */
  problem?: string
}

const loginProblems: Record<string, string> = {
  NOAUTH: 'REDIS_URL has no password, and Redis demands one',
  WRONGPASS: 'Redis refuses the login of REDIS_URL',
  NOPERM: 'the login of REDIS_URL lacks rights that the queue needs',
}

const sentinelProblems: Record<string, string> = {
  NOPRIMARY: 'the sentinels watch no primary by the name in REDIS_URL',
  NOAUTH: 'REDIS_URL has no sentinelPassword, and a sentinel demands one',
  WRONGPASS: 'a sentinel refuses sentinelUser and sentinelPassword of REDIS_URL',
  NOPERM: 'a sentinel does not let sentinelUser of REDIS_URL ask for the primary',
}

const certificateCode = /CERT|SIGNATURE|ISSUER/

/** Undefined if the error says nothing but that Redis cannot be reached. */
export function readRefusal(error: unknown): Refusal | undefined {
  const { message = '', code, command, bySentinel } = (error ?? {}) as ErrorOfRedis
  if (command?.name === 'select')
    return { code: codeIn(message) ?? 'ERR', problem: 'Redis refuses the database number of REDIS_URL' }
  if (typeof code === 'string' && certificateCode.test(code))
    return {
      code,
      problem: 'the certificate of the server at REDIS_URL is not trusted, see its parameter ca',
    }
  const found = codeIn(message)
  if (found === undefined) return undefined
  const problem = (bySentinel ? sentinelProblems : loginProblems)[found]
  return problem === undefined ? { code: found } : { code: found, problem }
}

const notPrimaryCodes = new Set(['READONLY', 'MASTERDOWN', 'LOADING', 'UNBLOCKED', 'MOVED', 'CLUSTERDOWN'])

/**
 * Whether the server is not the primary, or no longer, or not of these keys. A new connection may lead to the server
 * that is.
 */
export function isNotPrimary(error: unknown): boolean {
  return notPrimaryCodes.has(codeIn((error as ErrorOfRedis).message ?? '') ?? '')
}

// Redis 6 wraps the error of a command in a script: `ERR Error running script (call to f_…): …: -READONLY You can't …`.
function codeIn(message: string): string | undefined {
  const [, code] = /^([A-Z]{2,})\b/.exec(message) ?? []
  if (code !== 'ERR') return code
  const [, wrapped] = /: -([A-Z]+) /.exec(message) ?? []
  return wrapped ?? (/ACL|permission|user executing the script/.test(message) ? 'NOPERM' : undefined)
}
