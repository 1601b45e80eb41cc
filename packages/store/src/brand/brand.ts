import { z } from 'zod'
import { parseAddress } from '../directory/address.ts'
import { type Color, contrastMin, contrastOf, darkAccentOf, inkOn, type Scheme, sheets } from './colors.ts'

const urlLengthMax = 1_000

const url = (isValid: (text: string) => boolean, problem: string) =>
  z
    .string('must be text')
    .max(urlLengthMax, `must have ${urlLengthMax} characters or less`)
    .refine(text => !/[\s\p{Cc}"<>]/u.test(text) && isValid(text), problem)

const webUrl = url(isWebUrl, 'must be an https URL')
const supportUrl = url(text => isWebUrl(text) || isMailto(text), 'must be an https or mailto URL')

/** An absolute URL with https, or with http on this machine, without a password. */
function isWebUrl(text: string): boolean {
  if (!/^https?:\/\/[^/\\]/i.test(text) || !URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  const isSecure = protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost')
  return isSecure && !username && !password
}

const isMailto = (text: string) => parseAddress(/^mailto:([^?]+)/i.exec(text)?.[1] ?? '') !== undefined

const accent = (scheme: Scheme) =>
  z
    .string('must be text')
    .regex(/^#[\da-f]{6}$/i, 'must be a colour such as #2f54eb')
    .transform(color => color.toLowerCase())
    .superRefine((color, context) => {
      const contrast = /^#[\da-f]{6}$/.test(color) ? contrastOf(color, sheets[scheme]) : contrastMin
      if (contrast < contrastMin)
        context.addIssue(
          `has a contrast of ${contrast.toFixed(1)} to ${sheets[scheme]}, and needs ${contrastMin} (WCAG 2.2, 1.4.11)`,
        )
    })

const mailbox = z
  .string('must be text')
  .refine(text => parseAddress(text) !== undefined && !/[^\0-\x7F].*@/.test(text), 'not an address')

const senderName = z
  .string('must be text')
  .trim()
  .regex(
    /^(?:[\u200C\u200D]|[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]){1,100}$/u,
    'must have 1 to 100 characters, none of them invisible',
  )

/**
 * How an organization looks and where it leads, beside its name and logo: its accent colours, the sender of its mails
 * and who gets the replies, and the pages to sign in, to manage one's passkeys, and to get help.
 */
export const brandFields = {
  colors: z.strictObject({ accent: accent('light'), accentDark: accent('dark').nullish() }).nullish(),
  sender: z.strictObject({ name: senderName.nullish(), address: mailbox }).nullish(),
  replyTo: mailbox.nullish(),
  signInUrl: webUrl.nullish(),
  accountUrl: webUrl.nullish(),
  supportUrl: supportUrl.nullish(),
}

const brand = z.strictObject(brandFields)

export type Brand = z.output<typeof brand>

/** An accent with the colour of text on it, in each scheme. */
export type Accents = Record<Scheme, { accent: Color; ink: Color }>

/** The accents of a brand; undefined if it has none. */
export function accentsOf({ colors }: Brand): Accents | undefined {
  if (!colors) return undefined
  const withInk = (color: Color) => ({ accent: color, ink: inkOn(color) })
  return {
    light: withInk(colors.accent),
    dark: withInk(colors.accentDark ?? darkAccentOf(colors.accent)),
  }
}

/**
 * Reads a stored brand field by field. What is not valid, because an earlier or a later version stored it, is left out;
 * `problems` says so.
 */
export function readBrand(stored: unknown): { brand: Brand; problems: string[] } {
  const entries = Object.entries(brandFields).map(([name, field]) => {
    const read = field.safeParse((stored as Record<string, unknown> | null)?.[name])
    return { name, value: read.data, problem: read.error && `${name} ${read.error.issues[0]?.message}` }
  })
  return {
    brand: Object.fromEntries(entries.map(({ name, value }) => [name, value])),
    problems: entries.flatMap(({ problem }) => problem ?? []),
  }
}
