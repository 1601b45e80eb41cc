import { createHash, timingSafeEqual } from 'node:crypto'
import type { Logger } from '@passlink/runtime'
import { createTries, type TriesLimit } from './create-tries.ts'

type Settings = {
  password: string
  /** Of wrong passwords. */
  tries: TriesLimit
}

type Attempt = { username: string; password: string; address: string }

export type PasswordVerdict = { verdict: 'right' | 'wrong' } | { verdict: 'blocked'; retryInSeconds: number }

export type CheckPassword = (attempt: Attempt) => Promise<PasswordVerdict>

/** The name of whoever has the password. */
export const passwordUser = 'operator'

/**
 * Checks name and password in a time that does not depend on them. An address that sent too many wrong ones is blocked,
 * also for the right one, until the block is over. What is wrong is logged with its address.
 */
export function createCheckPassword({ password, tries: limit }: Settings, log: Logger): CheckPassword {
  const tries = createTries(limit)

  return async ({ username, password: given, address }) => {
    // Taken before the password is looked at, so that guesses at the same moment are all counted.
    const retryInSeconds = await tries.take(address)
    if (retryInSeconds !== undefined) return { verdict: 'blocked', retryInSeconds }
    // Both are compared, so that the time does not tell which one is wrong.
    const [isName, isPassword] = [isSame(username, passwordUser), isSame(given, password)]
    if (isName && isPassword) await tries.giveBack(address)
    else log.warn({ address }, 'wrong password')
    return { verdict: isName && isPassword ? 'right' : 'wrong' }
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest()
const isSame = (one: string, other: string) => timingSafeEqual(digest(one), digest(other))
