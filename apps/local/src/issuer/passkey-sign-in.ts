import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { Known } from '../login/known.ts'
import { finishLogin, startLogin } from '../login/sign-in.js'
import { findPerson, type Person } from '../people.ts'

/** Signs people in with passkeys that Passlink has added. Each sign-in (`uid`) has one challenge, which is used once. */
export type PasskeySignIn = ReturnType<typeof createPasskeySignIn>

type Dependencies = { origin: string; people: readonly Person[]; passkeys: Known['passkeys'] }

export function createPasskeySignIn({ origin, people, passkeys }: Dependencies) {
  const challenges = new Map<string, string>()
  return {
    async start(uid: string) {
      const options = await startLogin(new URL(origin).hostname)
      challenges.set(uid, options.challenge)
      return options
    },
    /** Resolves with who signed in. Rejects, with words for the developer, if it is nobody here. */
    async finish(uid: string, response: AuthenticationResponseJSON): Promise<Person> {
      const challenge = challenges.get(uid)
      if (!challenges.delete(uid) || !challenge) throw new Error('its challenge is not known, or was used')
      const id = await finishLogin({ response, challenge, origin, passkeys })
      const person = findPerson(people, id)
      if (!person) throw new Error(`the passkey is of ${id}, whom this issuer does not know`)
      return person
    },
  }
}
