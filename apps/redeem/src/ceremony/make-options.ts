import type { RedeemableLink } from '@passlink/store'
import {
  type AuthenticatorTransport,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
} from '@simplewebauthn/server'

/** EdDSA, ES256 and RS256 (RFC 9053, RFC 8812): every authenticator supports at least one. */
export const algorithms = [-8, -7, -257]

/** The lifetime of a challenge. */
export const challengeLifetimeMs = 300_000

// Browsers refuse to ask an authenticator at all if more are named.
const namedMax = 64

// Shorter than the lifetime of the challenge, because the person reads the page before the ceremony starts.
const ceremonyMs = 180_000

/**
 * The options of a registration (WebAuthn section 5.4): a discoverable credential with user verification, on any
 * authenticator, preferably this device, and not on one that already has one of the person's newest 64 passkeys. No
 * attestation: nothing depends on the model of the authenticator.
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
    excludeCredentials: passkeys.slice(-namedMax).map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: transports as AuthenticatorTransport[],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  })
  return { ...options, hints: ['client-device', 'hybrid', 'security-key'] }
}
