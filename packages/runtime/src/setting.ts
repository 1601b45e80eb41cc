import { z } from 'zod'

/** The types of settings; the error of each names what it expects. */

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `90s`, `15m`, `1h`, `7d`: milliseconds. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,8}(ms|s|m|h|d)$/, 'must be a duration such as 90s, 15m or 1h')
  .transform(text => Number.parseInt(text, 10) * unitMs[text.replace(/\d+/, '') as keyof typeof unitMs])

const windowMsMax = 366 * unitMs.d

/** `5/1h`: five in an hour. */
export const rate = z
  .string()
  .regex(/^[1-9]\d{0,8}\/[1-9]\d{0,8}(ms|s|m|h|d)$/, 'must be a count and a duration such as 5/1h')
  .transform(text => {
    const [max = '', window] = text.split('/')
    return { max: Number(max), windowMs: duration.parse(window) }
  })
  .refine(({ windowMs }) => windowMs <= windowMsMax, 'must be a count and a duration of 366d or less')

export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine(number => number <= 65_535, 'must be a port number')

/** A whole number from `min` to `max`. */
export const count = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine(number => number >= min && number <= max, `must be a whole number from ${min} to ${max}`)

/** A URL with one of the named schemes, such as `postgres:`. */
export const url = (...protocols: string[]) =>
  z
    .string()
    .refine(
      text => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be a URL starting with ${protocols.map(protocol => `${protocol}//`).join(' or ')}`,
    )

/** A URL that something is sent to. It holds no credentials, for it is written into logs and errors. */
export const endpoint = url('https:', 'http:').refine(
  text => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''),
  'must hold no user and no password',
)

/** `https://host[:port]` and nothing behind it; plain http only for a loopback name. */
export const origin = url('http:', 'https:')
  .refine(
    text => URL.canParse(text) && new URL(text).origin === text.replace(/\/$/, ''),
    'must be an origin: no path, query or user',
  )
  .refine(
    text =>
      URL.canParse(text) &&
      (new URL(text).protocol === 'https:' || /^(localhost|127\.0\.0\.1)$/.test(new URL(text).hostname)),
    'must use https (http is for localhost only)',
  )
  .transform(text => new URL(text).origin)

export const databaseUrl = url('postgres:', 'postgresql:')

/** Off for poolers that keep no prepared statements. */
export const databasePrepare = z
  .enum(['true', 'false'], 'must be true or false')
  .default('true')
  .transform(text => text === 'true')

/** How long a caller waits for an answer before it is told to try again. */
export const callTimeout = duration.default(5_000)

export const redisUrl = url('redis:', 'rediss:').optional()

export const host = z.string().default('0.0.0.0')

export const logLevel = z
  .enum(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'must be fatal, error, warn, info, debug, trace or silent',
  )
  .default('info')

export const flag = z.enum(['true', 'false'], 'must be true or false').transform(text => text === 'true')

/** The result of `parse`; an error that it throws becomes the setting's problem. */
export function parsedBy<Value>(parse: (text: string) => Value) {
  return z.string().transform((text, context) => {
    try {
      return parse(text)
    } catch (error) {
      context.addIssue((error as Error).message)
      return z.NEVER
    }
  })
}

/** Origins, comma-separated. */
export const origins = z
  .string()
  .transform(text => text.split(',').map(part => part.trim()))
  .pipe(z.array(origin))
