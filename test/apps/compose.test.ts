import { settings as api } from '@passlink/api'
import { settings as bounces } from '@passlink/bounces'
import { settings as dashboard } from '@passlink/dashboard'
import { sources } from '@passlink/programs'
import { settings as redeem } from '@passlink/redeem'
import { readSettings } from '@passlink/runtime'
import { settings as worker } from '@passlink/worker'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { environmentOf, example, onlyDemanded, type Service, services } from '../compose.ts'

const apps: Record<string, { schema: z.ZodObject; port: number }> = {
  api: { schema: api, port: 3000 },
  worker: { schema: worker, port: 3005 },
  redeem: { schema: redeem, port: 3001 },
  bounces: { schema: bounces, port: 3006 },
  dashboard: { schema: dashboard, port: 3002 },
}

/** Those that compose decides on: its own servers, and where apps listen inside a container. */
const ownServers = ['DATABASE_URL', 'REDIS_URL', 'WORKER_HOST', 'DASHBOARD_HOST', 'LMTP_HOST', 'METRICS_HOST']
const notNeeded = ['HOST']
/** The keys are with worker and redeem and nobody else. */
const notForApi = ['RETURN_LINKS', 'LINK_KEYS', 'PUBLIC_URL', 'LINK_LIFETIME']

describe.each(Object.entries(apps))('%s in docker-compose.yml', (name, { schema, port }) => {
  const { environment = {}, command, ports = [], healthcheck, stop_grace_period } = services[name] as Service

  test('gets each of its settings from the environment of compose, and no other', () => {
    const wanted = Object.keys(schema.shape).filter(
      setting =>
        !notNeeded.includes(setting) &&
        !setting.endsWith('_PORT') &&
        !(name === 'api' && notForApi.includes(setting)),
    )
    expect(Object.keys(environment).sort()).toEqual(wanted.sort())
    for (const [setting, value] of Object.entries(environment))
      if (!ownServers.includes(setting)) expect(value).toMatch(new RegExp(`^\\$\\{${setting}:?[-?].*\\}$`))
  })

  test('starts with what compose gives it where only what it asks for is set', () => {
    // Where reports come from, and who may enter, are the operator's choice; the app starts only if there is one.
    const choices: Record<string, Record<string, string>> = {
      bounces: { SES_TOPIC: example.SES_TOPIC ?? '' },
      dashboard: { DASHBOARD_PASSWORD: example.DASHBOARD_PASSWORD ?? '' },
    }
    const given = { ...environmentOf(name, onlyDemanded), ...choices[name] }
    expect(() => readSettings(schema, given)).not.toThrow()
  })

  test('runs a program that the image has, and is asked for its health where that listens', () => {
    expect(command).toBe(`node apps/${name}/dist/${name}.mjs`)
    expect(sources).toHaveProperty(name)
    expect(healthcheck?.test).toEqual(['CMD', '/passlink/healthcheck', String(port)])
    expect(schema.shape[`${name.toUpperCase()}_PORT`].parse(undefined)).toBe(port)
  })

  test('listens on all addresses in its container, and is published to this machine only, if at all', () => {
    const host =
      'HOST' in schema.shape ? schema.shape.HOST.parse(undefined) : environment[`${name.toUpperCase()}_HOST`]
    expect(host).toBe('0.0.0.0')
    expect(environment.METRICS_HOST).toBe('0.0.0.0')
    const published = name === 'worker' ? [] : name === 'bounces' ? [port, 2424] : [port]
    expect(ports).toEqual(published.map(number => `127.0.0.1:${number}:${number}`))
  })

  test('has more time to stop than it takes', () => {
    const stopMs = schema.shape.STOP_TIMEOUT.parse(undefined) as number
    expect(Number.parseInt(stop_grace_period ?? '', 10) * 1_000).toBeGreaterThan(stopMs)
  })
})

test('every setting of .env.example reaches an app, or is decided by compose', () => {
  const reached = new Set(Object.keys(apps).flatMap(name => Object.keys(services[name]?.environment ?? {})))
  const lacking = Object.keys(example).filter(name => !reached.has(name) && !name.endsWith('_PORT'))
  expect(lacking.sort()).toEqual([...notNeeded, 'RETURN_LINKS'].sort())
})
