import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settings as dashboard } from '@passlink/dashboard'
import { settings as redeem } from '@passlink/redeem'
import { readSettings } from '@passlink/runtime'
import { settings as worker } from '@passlink/worker'
import { afterAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { demanded, environmentOf, example, onlyDemanded, readCompose, readProject } from '../compose.ts'
import { blocksOf, root } from '../docs/operations.ts'

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

describe('docs/containers.md', () => {
  const blocks = blocksOf('docs/containers.md', 'sh')

  test('makes each file that is mounted', () => {
    const making = blocks.find(block => block.includes('install -d -m 700 -o 1000 secrets')) ?? ''
    const made = [...making.matchAll(/ secrets\/([\w-]+)$/gm)].map(([, name]) => name)
    expect(made.sort()).toEqual(Object.keys(secrets).sort())
  })

  test('has .env name the files for every command, and say what compose demands of the settings in them', () => {
    const file = blocks.find(block => block.startsWith('COMPOSE_FILE=')) ?? ''
    const emptied = demanded.filter(name =>
      Object.values(services).some(({ environment }) => environment?.[name] === ''),
    )
    expect(file.split('\n').slice(1).sort()).toEqual(emptied.map(name => `${name}=file`).sort())
    const lists = [...readProject('docs/containers.md').matchAll(/COMPOSE_FILE=([\w./:-]+)/g)].map(
      ([, list = '']) => list.split(':'),
    )
    expect(lists).toHaveLength(2)
    for (const list of lists) {
      expect(list.slice(0, 2)).toEqual(['docker-compose.yml', 'docs/operations/compose/secrets.yml'])
      for (const path of list.slice(0, 2)) expect(existsSync(join(root, path)), path).toBe(true)
      // Later files change what earlier ones say.
      expect(list.slice(2).filter(path => path !== 'docker-compose.override.yml')).toEqual([])
    }
  })

  test('and no other page or file gives a command files of its own, with which it would not read the rest', () => {
    const docs = readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(root.length))
    const given = ['README.md', 'docker-compose.yml', ...docs].filter(path =>
      /docker compose (--?\S+ )*(-f|--file)\b/.test(readProject(path)),
    )
    expect(docs).toContain('docs/containers.md')
    expect(given).toEqual([])
  })
})
