import { canonicalLanguage } from '@passlink/runtime'
import { parseAddress } from '@passlink/store'
import { z } from 'zod'

/** The fields of a person or an organization; the reason of a refusal never repeats the value. */

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

/** One plain mailbox. */
export const email = text
  .refine(value => parseAddress(value) !== undefined, 'not an address')
  .nullable()
  .default(null)

export const flag = z.boolean({ error: 'must be true or false' }).default(false)

const logoLengthMax = 10_000

/** A small picture as a data URL, so that the page that shows it loads nothing from elsewhere. */
export const logo = text
  .max(logoLengthMax, `must have ${logoLengthMax} characters or less`)
  .regex(
    /^data:image\/(png|jpeg|webp|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/,
    'must be a data URL (base64) of a PNG, JPEG, WebP or SVG picture',
  )
  .nullable()
  .default(null)

const languageLengthMax = 100

/** BCP 47. */
export const language = text
  .refine(
    value => value.length <= languageLengthMax && canonicalLanguage(value) !== undefined,
    'not a language tag (BCP 47)',
  )
  .nullable()
  .default(null)
