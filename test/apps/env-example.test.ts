import { readFileSync } from 'node:fs'
import { settings as api } from '@passlink/api'
import { settings as bounces } from '@passlink/bounces'
import { settings as dashboard } from '@passlink/dashboard'
import { settings as redeem } from '@passlink/redeem'
import { readSettings } from '@passlink/runtime'
import { settings as worker } from '@passlink/worker'
import { expect, test } from 'vitest'
import type { z } from 'zod'

const schemas: Record<string, z.ZodObject> = { api, worker, redeem, bounces, dashboard }
const lines = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n')
const entries = lines
  .filter(line => line !== '' && !line.startsWith('# '))
  .map(line => /^#?([A-Z_]+)='?(.+?)'?$/.exec(line)?.slice(1) ?? [line, ''])

test('.env.example has every setting of every app once, and no other', () => {
  const names = new Set(Object.values(schemas).flatMap(schema => Object.keys(schema.shape)))
  expect(entries.map(([name]) => name).sort()).toEqual([...names].sort())
})

test.each(Object.entries(schemas))('the %s app accepts every value in .env.example', (_, schema) => {
  expect(() => readSettings(schema, Object.fromEntries(entries))).not.toThrow()
})

const portsInComment = /^# A port for each app unless set: (.+)\. all apps$/m

test('.env.example says the port of each app for its metrics, which is a setting of one app', () => {
  const [, list = ''] = portsInComment.exec(lines.join('\n')) ?? []
  const ports = Object.entries(schemas).map(
    ([name, { shape }]) => `${name} ${shape.METRICS_PORT.parse(undefined)}`,
  )
  expect(list.split(', ').sort()).toEqual(ports.sort())
})

test.each(Object.entries(schemas))('.env.example has the defaults of the %s app', (_, schema) => {
  const { METRICS_PORT: _port, ...given }: Record<string, string> = Object.fromEntries(entries)
  // One of AUTH_AUDIENCE and AUTH_CLIENTS is required, so neither is by itself, and so it is with where reports come from
  // and with the ways into the dashboard.
  const required = Object.fromEntries(
    Object.entries(given).filter(
      ([name]) =>
        ['AUTH_AUDIENCE', 'SES_TOPIC', 'DASHBOARD_PASSWORD'].includes(name) ||
        !schema.shape[name]?.isOptional(),
    ),
  )
  for (const [name, value] of Object.entries(readSettings(schema, required)))
    if (value !== undefined && !(name in required)) expect(readSettings(schema, given)[name]).toEqual(value)
})
