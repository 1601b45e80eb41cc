import type { RedeemableLink } from '@passlink/store'
import {
  type AuthenticatorTransport,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
} from '@simplewebauthn/server'

/** EdDSA, ES256 and RS256 (RFC 9053, RFC 8812): every authenticator has one of them, and every server can check them. */
export const algorithms = [-8, -7, -257]

/** How long a challenge can be answered. */
export const challengeLifetimeMs = 300_000

// Shorter than the challenge lives, for a person reads the page before the ceremony begins.
const ceremonyMs = 180_000

/**
 * The options of a registration (WebAuthn section 5.4): a discoverable credential with user verification, on any
 * authenticator, this device first, and none where the person has one. No attestation: nothing depends on the make.
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
