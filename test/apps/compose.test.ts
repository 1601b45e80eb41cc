import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { settings as api } from '@passlink/api'
import { settings as dashboard } from '@passlink/dashboard'
import { sources } from '@passlink/programs'
import { settings as redeem } from '@passlink/redeem'
import { readSettings } from '@passlink/runtime'
import { settings as worker } from '@passlink/worker'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { z } from 'zod'

type Service = {
  command?: string
  ports?: string[]
  environment?: Record<string, string>
  healthcheck?: { test: string[] }
  stop_grace_period?: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>
}
const dockerfile = read('Dockerfile')

const apps: Record<string, { schema: z.ZodObject; port: number }> = {
  api: { schema: api, port: 3000 },
  worker: { schema: worker, port: 3005 },
  redeem: { schema: redeem, port: 3001 },
  dashboard: { schema: dashboard, port: 3002 },
}

/** Those that compose decides on: its own servers, no pooler, and the ports inside a container. */
const ownServers = ['DATABASE_URL', 'REDIS_URL', 'WORKER_HOST', 'DASHBOARD_HOST']
const notNeeded = ['DIRECT_DATABASE_URL', 'DATABASE_PREPARE', 'HOST']
/** The keys are with worker and redeem and nobody else. */
const notForApi = ['RETURN_LINKS', 'LINK_KEYS', 'PUBLIC_URL', 'LINK_LIFETIME']

const example = Object.fromEntries(
  [...read('.env.example').matchAll(/^#?([A-Z_]+)=(.+)$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]),
)

/** As compose fills in `${NAME:-default}` and `${NAME:?message}` where only what it demands is set. */
const interpolate = (text: string) =>
  text.replace(/\$\{([A-Z_]+):([-?])([^}]*)\}/g, (_, name, kind, rest) =>
    kind === '-' ? rest : example[name],
  )

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
    const given = Object.entries(environment).map(([setting, value]) => [setting, interpolate(value)])
    expect(() => readSettings(schema, Object.fromEntries(given))).not.toThrow()
  })

  test('runs a program that the image has, and is asked for its health where that listens', () => {
    expect(command).toBe(`node apps/${name}/dist/${name}.mjs`)
    expect(sources).toHaveProperty(name)
    expect(healthcheck?.test.at(-1)).toContain(`'http://127.0.0.1:${port}/readyz'`)
    expect(schema.shape[`${name.toUpperCase()}_PORT`].parse(undefined)).toBe(port)
  })

  test('listens on all addresses in its container, and is published to this machine only, if at all', () => {
    const host =
      name === 'api' || name === 'redeem'
        ? schema.shape.HOST.parse(undefined)
        : environment[`${name.toUpperCase()}_HOST`]
    expect(host).toBe('0.0.0.0')
    expect(ports).toEqual(name === 'worker' ? [] : [`127.0.0.1:${port}:${port}`])
  })

  test('has more time to stop than it takes', () => {
    const stopMs = schema.shape.STOP_TIMEOUT.parse(undefined) as number
    expect(Number.parseInt(stop_grace_period ?? '', 10) * 1_000).toBeGreaterThan(stopMs)
  })
})

test('no port of compose is published beyond this machine', () => {
  const published = Object.values(services).flatMap(({ ports = [] }) => ports)
  expect(published.filter(port => !port.startsWith('127.0.0.1:'))).toEqual([])
})

test('the image is built from every workspace: npm ci needs all of their manifests', () => {
  const workspaces = ['apps', 'packages'].flatMap(folder =>
    readdirSync(join(root, folder)).map(name => `${folder}/${name}`),
  )
  const copied = [...dockerfile.matchAll(/^COPY (\S+)\/package\.json \1\/$/gm)].map(
    ([, workspace]) => workspace,
  )
  expect(copied.sort()).toEqual([...workspaces, 'test'].sort())
})

test('what compose runs, and what the documentation tells to run in its containers, is in the image', () => {
  const built = [...dockerfile.matchAll(/^RUN npm run build (.+)$/gm)].flatMap(([, list = '']) =>
    list.split(/ ?-w /),
  )
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.md'),
  )
  const commands = [
    ...Object.values(services).map(({ command = '' }) => command),
    ...['README.md', ...docs.map(name => join('docs', name))].flatMap(page =>
      [...read(page).matchAll(/docker compose exec \w+ (node [^`\n]+)/g)].map(([, command = '']) => command),
    ),
  ].filter(command => command.startsWith('node '))
  expect(commands.length).toBeGreaterThan(5)
  for (const command of commands) {
    const [, workspace = '', program = ''] = /^node (apps\/\w+)\/dist\/([\w-]+)\.mjs\b/.exec(command) ?? [
      command,
    ]
    expect(built, command).toContain(workspace)
    expect(sources, command).toHaveProperty([program], expect.stringMatching(`^${workspace}/`))
  }
})
