import { readFileSync } from 'node:fs'
import { settings as api } from '@passlink/api'
import { settings as bounces } from '@passlink/bounces'
import { settings as dashboard } from '@passlink/dashboard'
import { settings as redeem } from '@passlink/redeem'
import { readSettings, type SettingsError } from '@passlink/runtime'
import { settings as worker } from '@passlink/worker'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'

const apps: Record<string, z.ZodObject> = { api, worker, redeem, bounces, dashboard }

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
const valid = Object.fromEntries(
  [...example.matchAll(/^#?([A-Z_]+)='?(.+?)'?$/gm)].map(([, name = '', value = '']) => [name, value]),
)

/** Each setting with a duration in it, from the lowest to the highest; `form` is how the duration stands in it. */
const bounds: [name: string, lowest: string, highest: string, form?: string][] = [
  ['ATTEMPT_RETENTION', '1d', '3660d'],
  ['CALL_TIMEOUT', '100ms', '1m'],
  ['CLAIM_LEASE', '1s', '10m'],
  ['DASHBOARD_TRIES', '1s', '20d', '10/*'],
  ['DELIVERY_DEADLINE', '1s', '30d'],
  ['EVENT_RETENTION', '1d', '3660d'],
  ['HSTS', '0s', '3660d'],
  ['IDEMPOTENCY_KEY_RETENTION', '1d', '3660d'],
  ['INTROSPECTION_CACHE', '1ms', '1h'],
  ['JOB_RETENTION', '1s', '3660d'],
  ['LINKS_PER_ORGANIZATION', '1s', '366d', '5/*'],
  ['LINKS_PER_USER', '1s', '366d', '5/*'],
  ['LINK_LIFETIME', '30s', '30d'],
  ['LINK_RETENTION', '1d', '3660d'],
  ['NOTICE_DEADLINE', '1s', '30d'],
  ['PROFILE_MAX_AGE', '1s', '1m'],
  ['REDEEM_PER_ADDRESS', '1s', '366d', '5/*'],
  ['REDEEM_PER_LINK', '1s', '366d', '5/*'],
  ['REDEEM_WRONG_CODES', '1s', '366d', '5/*'],
  ['REFUSALS_PER_ADDRESS', '1s', '1d', '5/*'],
  ['RELAY_RATE', '1s', '366d', '5/*'],
  ['RETRY_SCHEDULE', '10ms', '1d', '1m,*'],
  ['SESSION_IDLE', '5m', '30d'],
  ['SESSION_LIFETIME', '5m', '30d'],
  ['SMTP_TIMEOUTS', '1s', '5m', 'connect:*'],
  ['SMTP_TIMEOUTS', '1s', '10m', 'greeting:*'],
  ['SMTP_TIMEOUTS', '1s', '10m', 'login:*'],
  ['SMTP_TIMEOUTS', '1s', '10m', 'mail:*'],
  ['SMTP_TIMEOUTS', '1s', '10m', 'rcpt:*'],
  ['SMTP_TIMEOUTS', '1s', '10m', 'data:*'],
  ['SMTP_TIMEOUTS', '1s', '10m', 'block:*'],
  ['SMTP_TIMEOUTS', '1s', '30m', 'dot:*'],
  ['SMTP_TIMEOUTS', '1s', '5m', 'silent:*'],
  ['STOP_GRACE', '0s', '1d'],
  ['STOP_TIMEOUT', '100ms', '1d'],
  ['UNDO_LIFETIME', '1h', '30d'],
  ['WEBHOOK_DEADLINE', '1s', '30d'],
]

const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const msOf = (duration: string) => Number.parseInt(duration, 10) * (unitMs[duration.replace(/\d+/, '')] ?? 0)

const accepts = (type: unknown, text: string) => (type as z.ZodType).safeParse(text).success

// A setting that takes any text takes this too.
const isDuration = (type: unknown) =>
  !accepts(type, 'x') &&
  !accepts(type, 'dot:x') &&
  ['1ms', '1s', '1m', '1h', '1d', '5/1m', 'dot:1m'].some(text => accepts(type, text))

test('the bounds of every setting with a duration, in every app, are tested here', () => {
  const found = Object.values(apps).flatMap(({ shape }) =>
    Object.keys(shape).filter(name => isDuration(shape[name])),
  )
  expect([...new Set(found)].sort()).toEqual([...new Set(bounds.map(([name]) => name))].sort())
})

describe.each(Object.entries(apps))('%s', (_, schema) => {
  const own = bounds.filter(([name]) => name in schema.shape)

  function problemsOf(name: string, value: string): string[] {
    try {
      // A link's record outlives the link, and its lifetime may be a month.
      readSettings(schema, { ...valid, LINK_LIFETIME: '30s', [name]: value })
      return []
    } catch (error) {
      return (error as SettingsError).problems
    }
  }

  test.each(own)(
    '%s is from %s to %s, and what is shorter or longer is refused by name',
    (name, lowest, highest, form = '*') => {
      const problemsWith = (duration: string) => problemsOf(name, form.replace('*', duration))
      expect(problemsWith(lowest)).toEqual([])
      expect(problemsWith(highest)).toEqual([])
      const refused = [
        expect.stringMatching(new RegExp(`^${name}: (\\w+ )?must be a (count and a )?duration`)),
      ]
      expect(problemsWith(`${msOf(highest) / 1_000 + 1}s`)).toEqual(refused)
      expect(problemsWith(`${msOf(lowest) - 1}ms`)).toEqual(refused)
    },
  )
})
