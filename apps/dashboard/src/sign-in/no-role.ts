import { printable } from '@passlink/runtime'
import type { SignedIn } from '../access/openid/login.ts'
import type { RoleNames } from '../access/openid/roles.ts'

const shownMax = 20

/** Tells whoever has no role which claim was looked at, what it names, and what it would have to name. */
export function explainNoRole(
  { name, found }: Pick<SignedIn, 'name' | 'found'>,
  { issuer, claim, names }: { issuer: string; claim: string; names: RoleNames },
): string {
  const more = found.length > shownMax ? ', …' : ''
  const shown =
    found.length === 0 ? 'nothing' : `${found.slice(0, shownMax).map(printable).join(', ')}${more}`
  const needed = [...names.keys()].join(', ')
  return `${issuer} says that you are ${name}, but gives you no role here. The claim ${claim} names ${shown}; needed is one of ${needed}.`
}
