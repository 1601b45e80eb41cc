import type { RedeemableLink } from '@passlink/store'
import {
  type AuthenticatorTransport,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
} from '@simplewebauthn/server'

/** EdDSA, ES256 and RS256 (RFC 9053, RFC 8812): what every authenticator has one of, and every server can check. */
export const algorithms = [-8, -7, -257]

/** How long a challenge can be answered. */
export const challengeLifetimeMs = 300_000

// Less than the challenge lives, for a person looks at the page before the ceremony begins.
const ceremonyMs = 180_000

/**
 * What an authenticator is asked for (WebAuthn section 5.4): a discoverable credential with user verification, on whatever the
 * person likes, this device first, and not a second one where they have one. No attestation: nothing is decided by the make.
 */
export async function makeOptions(
  { user, organization, passkeys }: RedeemableLink,
  rpId: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const options = await generateRegistrationOptions({
    rpName: organization.name,
    rpID: rpId,
    userID: Buffer.from(user.handle.replaceAll('-', ''), 'hex'),
    userName: user.email ?? user.displayName,
    userDisplayName: user.displayName,
    timeout: ceremonyMs,
    attestationType: 'none',
    excludeCredentials: passkeys.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: transports as AuthenticatorTransport[],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  })
  return { ...options, hints: ['client-device', 'hybrid', 'security-key'] }
}
