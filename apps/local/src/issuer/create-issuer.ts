/// <reference path="./oidc-provider.d.ts" />
// The package's main module announces on every Node 20 that it was made for a later one; this part of it does not.
import { Provider } from 'oidc-provider/lib/provider.js'
import type { Person } from '../people.ts'
import { configure } from './configuration.ts'
import { registerDevelopmentGrant } from './development-grant.ts'
import type { IssuerKeys } from './keys.ts'
import { addSignIn } from './sign-in.ts'
import { acceptJwtAtUserinfo } from './userinfo.ts'

/** The issuer named `url`, not listening yet. */
export function createIssuer(url: string, people: readonly Person[], keys: IssuerKeys): Provider {
  const provider = new Provider(url, configure(people, keys))
  registerDevelopmentGrant(provider, people)
  acceptJwtAtUserinfo(provider, people, keys.signing)
  addSignIn(provider, people)
  return provider
}
