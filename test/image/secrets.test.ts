import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settings as dashboard } from '@passlink/dashboard'
import { settings as redeem } from '@passlink/redeem'
import { readSettings } from '@passlink/runtime'
import { settings as worker } from '@passlink/worker'
import { afterAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { environmentOf, example, onlyDemanded, readCompose } from '../compose.ts'

const { services, secrets = {} } = readCompose('docs/operations/compose/secrets.yml')
const schemas: Record<string, z.ZodObject> = { worker, redeem, dashboard }
const folder = mkdtempSync(join(tmpdir(), 'passlink-secrets-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** `smtp-url` holds `SMTP_URL`. */
const settingIn = (secret: string) => secret.toUpperCase().replaceAll('-', '_')

test.each(Object.entries(services))(
  '%s takes its secrets from the files that are mounted for it, and from nowhere else',
  (name, service) => {
    const mounted = service.secrets ?? []
    for (const secret of mounted) writeFileSync(join(folder, secret), `${example[settingIn(secret)]}\n`)
    const given = { ...environmentOf(name, { ...onlyDemanded, LINK_KEYS: 'file', SMTP_URL: 'file' }) }
    for (const [setting, value] of Object.entries(service.environment ?? {}))
      given[setting] = value.replace('/run/secrets', folder)
    for (const secret of mounted) expect(given[settingIn(secret)]).toBe('')
    const schema = schemas[name] as z.ZodObject
    const settings = readSettings(schema, given)
    for (const secret of mounted)
      expect(settings[settingIn(secret)]).toEqual(
        schema.shape[settingIn(secret)].parse(example[settingIn(secret)]),
      )
    expect(Object.keys(secrets)).toEqual(expect.arrayContaining(mounted))
  },
)
