import { passwordUser } from '../access/check-password.ts'
import type { SignedIn } from '../access/openid/login.ts'
import { SignInRefused } from '../access/openid/sign-in-refused.ts'

const keptMax = { names: 20, length: 200 }

/** The names that were found, as the audit keeps them: the first of them, cut, and how many they were. */
export function keptNames(found: readonly string[]): { found: string[]; count: number } {
  const kept = found.slice(0, keptMax.names).map(name => name.slice(0, keptMax.length))
  return { found: kept, count: found.length }
}

/**
 * Why a person with this id at the issuer (`sub`) cannot be an operator; undefined if they can. The audit knows whoever
 * has the password, and commands, by such ids.
 */
export function explainReservedId({ id, name }: Pick<SignedIn, 'id' | 'name'>, issuer: string) {
  // As the database stores it.
  const stored = id.replaceAll('\0', '')
  if (stored !== passwordUser && !stored.startsWith('cli:')) return undefined
  return `${issuer} says that you are ${name}, with the id ${stored}. Here the audit knows the password and commands by such ids, so nobody can sign in with one.`
}

/** Too many logins of one address were in vain. */
export const tooManyLogins = (seconds: number) =>
  new SignInRefused(429, 'Too many logins', `Try again in ${seconds} seconds.`)
