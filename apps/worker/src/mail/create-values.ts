import type { OptionalValue } from '@passlink/mail'
import { type Catalog, formatMoment } from '@passlink/messages'
import {
  type Brand,
  type ClaimedDelivery,
  deriveCode,
  type KeyRing,
  linkUrl,
  type RequestDetails,
} from '@passlink/store'
import { browserOf } from './browser-of.ts'
import { oneLine } from './one-line.ts'
import { Unmailable } from './unmailable.ts'

/** The values of a mail and the secret in it, if any. An optional value that this mail lacks is undefined. */
export type MailValues = {
  values: Record<string, string>
  optional: Partial<Record<OptionalValue, string | undefined>>
  code: string | null
}

type Settings = { publicUrl: string; keyRing: KeyRing }
type Reader = { catalog: Catalog; brand: Brand }

/** The values of the mail with a link. */
export function linkMailValues(
  delivery: ClaimedDelivery,
  { catalog, brand }: Reader,
  { publicUrl, keyRing }: Settings,
): MailValues {
  const { linkId, keyId, userId, organizationId, urlTemplate: template, linkExpiresAt } = delivery
  if (linkId === null) throw new Error('the mail has no link')
  if (linkExpiresAt === null) throw new Error('the link of the mail was not opened')
  const code = deriveCode(keyRing, keyId, linkId)
  const details = delivery.details ?? {}
  const momentOf = (at: number) => formatMoment(at, catalog.language, details.timeZone ?? delivery.timeZone)
  return {
    values: {
      url: linkUrl({ publicUrl, template, linkId, code, userId, organizationId }),
      moment: momentOf(linkExpiresAt),
      requestedAt: momentOf(delivery.requestedAt),
    },
    optional: {
      requester: line(delivery.requester),
      application: line(details.application),
      ...placeOf(details, catalog),
      supportUrl: brand.supportUrl ?? undefined,
    },
    code,
  }
}

/** The event that a notice reports. Throws {@link Unmailable} if it was deleted. */
export function reportedEvent({ event }: ClaimedDelivery): NonNullable<ClaimedDelivery['event']> {
  if (!event) throw new Unmailable('the log does not reach back to the event any more')
  return event
}

/**
 * The values of the mail that notifies a user of a new passkey. Without a key for its link the passkey cannot be removed
 * from the mail. Throws {@link Unmailable} if the event was deleted.
 */
export function addedMailValues(
  delivery: ClaimedDelivery,
  { catalog, brand }: Reader,
  { publicUrl, keyRing }: Settings,
): MailValues {
  const event = reportedEvent(delivery)
  const { undo, deliveryId, timeZone } = delivery
  const details = delivery.details ?? {}
  const momentOf = (at: number | string) => formatMoment(at, catalog.language, details.timeZone ?? timeZone)
  const code = undo && keyRing.keys.has(undo.keyId) ? deriveCode(keyRing, undo.keyId, deliveryId) : null
  return {
    values: {
      passkey: oneLine(String(event.data.name)),
      moment: momentOf(event.at),
      ...(undo ? { undoUntil: momentOf(undo.expiresAt) } : {}),
    },
    optional: {
      ...placeOf(details, catalog),
      undoUrl: code ? `${publicUrl}/u/${deliveryId}#${code}` : undefined,
      accountUrl: brand.accountUrl ?? undefined,
      supportUrl: brand.supportUrl ?? undefined,
    },
    code,
  }
}

/**
 * The values of the mail that notifies a user of a removed passkey. Throws {@link Unmailable} if the event was deleted.
 */
export function removedMailValues(delivery: ClaimedDelivery, { catalog, brand }: Reader): MailValues {
  const { at, data } = reportedEvent(delivery)
  return {
    values: {
      passkey: oneLine(String(data.name)),
      moment: formatMoment(at, catalog.language, delivery.timeZone),
    },
    optional: {
      accountUrl: brand.accountUrl ?? undefined,
      supportUrl: brand.supportUrl ?? undefined,
    },
    code: null,
  }
}

const placeOf = ({ userAgent, location }: RequestDetails, catalog: Catalog) => ({
  browser: userAgent ? browserOf(userAgent, catalog) : undefined,
  location: line(location),
})

const line = (text: string | null | undefined) => (text && oneLine(text)) || undefined
