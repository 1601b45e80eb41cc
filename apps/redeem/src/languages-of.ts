import { acceptedLanguages } from '@passlink/runtime'
import type { Context } from 'hono'
import type { Env } from './env.ts'

/**
 * The languages of a request, best first: `preferred`, else the language in the body, then those of `Accept-Language`.
 */
export function languagesOf(c: Context<Env>, preferred?: string | null): string[] {
  const first = preferred ?? c.get('language')
  const accepted = acceptedLanguages(c.req.header('accept-language'))
  return first ? [first, ...accepted] : accepted
}
