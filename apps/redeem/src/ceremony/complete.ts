import type { Catalog, Device } from '@passlink/messages'
import type { NewPasskey, RedeemableLink, Redeemed, Redemption, RequestDetails } from '@passlink/store'
import { requireOpen } from '../access/check-code.ts'
import type { Cause } from '../cause-of.ts'
import { RedeemError } from '../redeem-error.ts'
import { namePasskey } from './name-passkey.ts'
import type { Registration } from './registration.ts'
import { verifyRegistration } from './verify-registration.ts'

export type CompleteDependencies = {
  rpId: string
  origins: readonly string[]
  takeChallenge: (taken: { challenge: string; linkId: string }) => Promise<boolean>
  redeem: (redemption: Pick<Redemption, 'linkId' | 'passkey' | 'details' | keyof Cause>) => Promise<Redeemed>
  /** Renames a passkey. Resolves with false unless this link stored it within the last minutes. */
  rename: (passkey: Cause & { linkId: string; credentialId: string; name: string }) => Promise<boolean>
}

type Completion = {
  linkId: string
  link: RedeemableLink
  registration: Registration
  browserDevice: Device
  catalog: Catalog
  cause: Cause
  /** From where the passkey is added. */
  details: RequestDetails
}

const refusals = {
  used: 'link_redeemed',
  expired: 'link_expired',
  revoked: 'link_revoked',
  recorded: 'link_invalid',
  unknown: 'link_invalid',
  passkey_exists: 'passkey_exists',
} as const

/**
 * Verifies a registration and redeems the link with it; rejects with a RedeemError and stores nothing if it is refused.
 * A registration that is sent again because its answer was lost gets the same answer.
 */
export async function complete(
  { rpId, origins, takeChallenge, redeem, rename }: CompleteDependencies,
  { linkId, link, registration, browserDevice, catalog, cause, details }: Completion,
): Promise<NewPasskey> {
  const isRepeated = link.state === 'redeemed'
  const linkDetails = { organization: link.organization, language: catalog.language }
  if (!isRepeated) requireOpen(link, catalog.language)
  const verified = await verifyRegistration(registration, {
    rpId,
    origins,
    // A repetition stores no passkey, so it needs no challenge: `rename` checks that the passkey belongs to the link.
    takeChallenge: async challenge => isRepeated || takeChallenge({ challenge, linkId }),
  })
  const passkey = { ...verified, name: namePasskey(verified, browserDevice, catalog) }
  if (isRepeated) {
    if (await rename({ linkId, ...passkey, ...cause })) return passkey
    throw new RedeemError('link_redeemed', { linkDetails })
  }
  const { outcome } = await redeem({ linkId, passkey, ...cause, details })
  if (outcome !== 'redeemed') throw new RedeemError(refusals[outcome], { linkDetails })
  return passkey
}
