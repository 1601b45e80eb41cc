import { z } from 'zod'
import { isTimeZone } from '../links/request-details.ts'
import { parseAddress } from './address.ts'

/** The fields of users and organizations. An error message describes the problem and never repeats the value. */

const text = z.string({
  error: ({ input }) => (input === undefined || input === null ? 'is required' : 'must be text'),
})

/** 1 to 200 characters, none of them a control character. */
export const id = text.regex(
  /^[^\p{Cc}\p{Cs}]{1,200}$/u,
  'must have 1 to 200 characters, none of them a control character',
)

/** 1 to 200 characters that Postgres can store. */
export const name = text.regex(/^[^\0\p{Cs}]{1,200}$/u, 'must have 1 to 200 characters')

/** A mailbox that {@link parseAddress} accepts, or null. */
export const email = text
  .refine(value => parseAddress(value) !== undefined, 'not an address')
  .nullable()
  .default(null)

export const flag = z.boolean({ error: 'must be true or false' }).default(false)

const logoLengthMax = 10_000

/** A small picture as a data URL, so that the page that shows it needs no request to another host; or null. */
export const logo = text
  .max(logoLengthMax, `must have ${logoLengthMax} characters or less`)
  .regex(
    /^data:image\/(png|jpeg|webp|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/,
    'must be a data URL (base64) of a PNG, JPEG, WebP or SVG picture',
  )
  .nullable()
  .default(null)

const languageLengthMax = 100

/** A language tag (BCP 47), or null. */
export const language = text.refine(isLanguageTag, 'not a language tag (BCP 47)').nullable().default(null)

/** The name of a time zone (IANA), or null. */
export const timeZone = text
  .refine(isTimeZone, 'must be the name of a time zone (IANA)')
  .nullable()
  .default(null)

function isLanguageTag(value: string): boolean {
  try {
    return value.length <= languageLengthMax && Intl.getCanonicalLocales(value).length === 1
  } catch {
    return false
  }
}
