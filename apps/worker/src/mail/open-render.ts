import type { Logger } from '@passlink/runtime'
import { type Db, findOrganization, returnPathFor } from '@passlink/store'
import type { Config } from '../config.ts'
import { createBrands } from './brands.ts'
import { createRender } from './create-render.ts'
import { openSigner } from './open-signer.ts'

/** Renders mails as the settings say, in the brands of their organizations. */
export function openRender(config: Config, db: Db, log: Logger) {
  return createRender({
    from: config.MAIL_FROM,
    publicUrl: config.PUBLIC_URL,
    keyRing: config.LINK_KEYS,
    brandOf: createBrands(id => findOrganization(db, id), log),
    designs: config.MAIL_DESIGNS,
    headers: config.MAIL_HEADERS,
    returnPathOf: returnPathOf(config),
    sign: openSigner(config),
  })
}

/** The return path of each mail; undefined if reports come back to nobody. */
function returnPathOf({ BOUNCE_ADDRESS: address, BOUNCE_KEYS: ring }: Config) {
  return address && ring ? (deliveryId: string) => returnPathFor(address, ring, deliveryId) : undefined
}
