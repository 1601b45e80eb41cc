import { z } from 'zod'

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration such as `90s`, `15m`, `1h` or `7d`, in milliseconds. Settings have bounds: {@link durationBetween}. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,8}(ms|s|m|h|d)$/, 'must be a duration such as 90s, 15m or 1h')
  .transform(text => Number.parseInt(text, 10) * unitMs[text.replace(/\d+/, '') as keyof typeof unitMs])

/** A duration from `min` to `max`, both as text. */
export function durationBetween(min: string, max: string) {
  const [minMs, maxMs] = [duration.parse(min), duration.parse(max)]
  return duration.refine(ms => ms >= minMs && ms <= maxMs, `must be a duration from ${min} to ${max}`)
}

/** A duration of `max` (as text) or less in milliseconds, or `0s` for none. */
export function durationOrNone(max: string) {
  const maxMs = duration.parse(max)
  return z
    .string()
    .regex(/^(0|[1-9]\d{0,8})(ms|s|m|h|d)$/, 'must be a duration such as 5s, or 0s')
    .transform(text => (text.startsWith('0') ? 0 : duration.parse(text)))
    .refine(ms => ms <= maxMs, `must be a duration of ${max} or less, or 0s`)
}

/** A rate such as `5/1h`, five in an hour, whose duration is from a second to `max` (as text). */
export function rateWithin(max: string) {
  const maxMs = duration.parse(max)
  return z
    .string()
    .regex(/^[1-9]\d{0,8}\/[1-9]\d{0,8}(ms|s|m|h|d)$/, 'must be a count and a duration such as 5/1h')
    .transform(text => {
      const [count = '', window] = text.split('/')
      return { max: Number(count), windowMs: duration.parse(window) }
    })
    .refine(
      ({ windowMs }) => windowMs >= unitMs.s && windowMs <= maxMs,
      `must be a count and a duration from 1s to ${max}`,
    )
}

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

const isLoopback = (hostname: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)

/** The URL of an OpenID issuer: what it says is believed, so it must be read over TLS unless it is on this machine. */
export const issuer = url('https:', 'http:').refine(
  text => !URL.canParse(text) || new URL(text).protocol !== 'http:' || isLoopback(new URL(text).hostname),
  'must use https (http is for localhost, 127.0.0.0/8 and ::1 only)',
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
