import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import type { Known } from './known.ts'

/** The options of an assertion, with a new challenge, as docs/integration.md shows it. */
export function startLogin(rpId: string): Promise<PublicKeyCredentialRequestOptionsJSON>

/** Whose passkey signed the challenge, as docs/integration.md shows it. Rejects if none that is known did. */
export function finishLogin(given: {
  response: AuthenticationResponseJSON
  challenge: string
  origin: string
  passkeys: Known['passkeys']
}): Promise<string>
