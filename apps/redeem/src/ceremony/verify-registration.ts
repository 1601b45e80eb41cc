import type { NewPasskey } from '@passlink/store'
import {
  type AuthenticatorTransport,
  type VerifiedRegistrationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { RedeemError } from '../redeem-error.ts'
import { algorithms } from './make-options.ts'
import type { Registration } from './registration.ts'

type Expected = {
  rpId: string
  origins: readonly string[]
  /** Consumes the challenge. Resolves with false unless it was made for this link and is unused. */
  takeChallenge: (challenge: string) => Promise<boolean>
}

/**
 * Verifies a registration (WebAuthn section 7.1) and consumes its challenge. Rejects with the RedeemError
 * `challenge_unknown`, or `registration_refused` with the cause.
 */
export async function verifyRegistration(
  registration: Registration,
  { rpId, origins, takeChallenge }: Expected,
): Promise<Omit<NewPasskey, 'name'>> {
  const { id, rawId, type, response, authenticatorAttachment } = registration
  const transports = response.transports ?? []
  let failure: unknown
  const verified = await verifyRegistrationResponse({
    response: {
      id,
      rawId,
      type,
      response: { ...response, transports: transports as AuthenticatorTransport[] },
      clientExtensionResults: {},
    },
    async expectedChallenge(challenge) {
      try {
        if (await takeChallenge(challenge)) return true
        failure = new RedeemError('challenge_unknown')
      } catch (error) {
        failure = error
      }
      return false
    },
    expectedOrigin: [...origins],
    expectedRPID: rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch((error): VerifiedRegistrationResponse => {
    failure ??= new RedeemError('registration_refused', { cause: error })
    return { verified: false }
  })
  if (!verified.verified) throw failure ?? new RedeemError('registration_refused')
  const { registrationInfo: info } = verified
  return {
    credentialId: info.credential.id,
    publicKey: info.credential.publicKey,
    counter: info.credential.counter,
    transports,
    attachment: authenticatorAttachment ?? null,
    aaguid: info.aaguid,
    backupEligible: info.credentialDeviceType === 'multiDevice',
    backedUp: info.credentialBackedUp,
    attestationFormat: info.fmt,
    attestation: info.attestationObject,
    origin: info.origin,
    rpId,
  }
}
