import { setting } from '@passlink/runtime'
import { z } from 'zod'
import { relayName } from './open-relay.ts'
import { type TimeLimits, usualLimits } from './watch.ts'

const flag = (value: string) => value === 'true' || value === 'false'
const text = (value: string) => value !== ''

/** The options that a relay's URL may have, and their values. The others could undo what the worker rests on. */
const options: Record<string, (value: string) => boolean> = {
  name: text,
  requireTLS: flag,
  ignoreTLS: flag,
  localAddress: text,
  'tls.servername': text,
  'tls.ca': text,
  'tls.minVersion': value => value === 'TLSv1.2' || value === 'TLSv1.3',
}

const relayUrl = setting.url('smtp:', 'smtps:').superRefine((url, context) => {
  if (!URL.canParse(url)) return
  const { searchParams, hostname } = new URL(url)
  if (!hostname) context.addIssue('must name a host')
  for (const [name, value] of searchParams)
    if (!Object.hasOwn(options, name))
      context.addIssue(
        `must not have the option ${printable(name)}: ${Object.keys(options).join(', ')} are known`,
      )
    else if (!options[name]?.(value) || searchParams.getAll(name).length > 1)
      context.addIssue(`has a wrong value for the option ${name}`)
  if (searchParams.get('requireTLS') === 'true' && searchParams.get('ignoreTLS') === 'true')
    context.addIssue('must not have both requireTLS and ignoreTLS')
})

// A name that is no word may be a part of a password.
const printable = (name: string) => (/^[a-z][a-z.]{0,30}$/i.test(name) ? name : 'with that name')

/** A comma-separated list of relays, each with its own host and port. */
export const relayUrls = z
  .string()
  .transform(urls => urls.split(',').map(url => url.trim()))
  .pipe(z.array(relayUrl))
  .refine(urls => {
    const names = urls.filter(url => URL.canParse(url)).map(relayName)
    return new Set(names).size === names.length
  }, 'must name each host and port only once')

const bounds: Record<keyof TimeLimits, z.ZodType<number>> = {
  connect: setting.durationBetween('1s', '5m'),
  greeting: setting.durationBetween('1s', '10m'),
  login: setting.durationBetween('1s', '10m'),
  mail: setting.durationBetween('1s', '10m'),
  rcpt: setting.durationBetween('1s', '10m'),
  data: setting.durationBetween('1s', '10m'),
  block: setting.durationBetween('1s', '10m'),
  dot: setting.durationBetween('1s', '30m'),
  silent: setting.durationBetween('1s', '5m'),
}

/** Limits such as `greeting:1m,dot:5m`; a part that is not named has its usual limit. */
export const timeLimits = z
  .string()
  .default('')
  .transform((parts, context): TimeLimits => {
    const limits = { ...usualLimits }
    for (const part of parts.split(',').filter(text)) {
      const [name = '', value = ''] = part.trim().split(':')
      const known = Object.hasOwn(bounds, name) ? (name as keyof TimeLimits) : undefined
      const parsed = known && bounds[known].safeParse(value)
      if (!known)
        context.addIssue(
          `must consist of ${Object.keys(bounds).join(', ')}, each with a duration such as dot:10m`,
        )
      else if (parsed?.success) limits[known] = parsed.data
      else context.addIssue(`${known} ${parsed?.error?.issues[0]?.message}`)
    }
    return limits
  })
