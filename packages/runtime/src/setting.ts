import { z } from 'zod'

/** The types of settings. The error of each type describes the expected value. */

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration such as `90s`, `15m`, `1h` or `7d`, in milliseconds. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,8}(ms|s|m|h|d)$/, 'must be a duration such as 90s, 15m or 1h')
  .transform(text => Number.parseInt(text, 10) * unitMs[text.replace(/\d+/, '') as keyof typeof unitMs])

const windowMsMax = 366 * unitMs.d

/** A rate such as `5/1h`: five in an hour. */
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

/** A URL to send requests to. It must not contain credentials, because it appears in logs and errors. */
export const endpoint = url('https:', 'http:').refine(
  text => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''),
  'must hold no user and no password',
)

/** `https://host[:port]` without a path or query. `http` is allowed only for localhost and 127.0.0.1. */
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

/** False for poolers that do not support prepared statements. */
export const databasePrepare = z
  .enum(['true', 'false'], 'must be true or false')
  .default('true')
  .transform(text => text === 'true')

/** The time limit of a call; the caller can retry after it. */
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

/** Parses with `parse`; the message of an error that it throws becomes the problem of the setting. */
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

/** A comma-separated list of origins. */
export const origins = z
  .string()
  .transform(text => text.split(',').map(part => part.trim()))
  .pipe(z.array(origin))
