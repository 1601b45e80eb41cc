import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { sources } from '@passlink/programs'
import { describe, expect, test } from 'vitest'
import { services } from '../compose.ts'
import { schemas, secretsHandedTo } from '../schemas.ts'
import { read, root } from './operations.ts'

const folder = 'docs/operations/systemd'
const units = readdirSync(join(root, folder)).filter(name => name.endsWith('.service'))
const common = 'passlink-.service.d/process.conf'

/** The values of a key of a unit, in order. */
const valuesOf = (unit: string, key: string) =>
  [...read(join(folder, unit)).matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value)

const entriesOf = (unit: string) =>
  valuesOf(unit, 'Environment').map(value => value.split('=', 2) as [string, string])

/** The settings that a unit has from credentials, each with the credential. */
const secretsOf = (unit: string) =>
  entriesOf(unit)
    .filter(([name]) => name.endsWith('_FILE'))
    .map(([name, path]) => [name.replace(/_FILE$/, ''), path.replace('%d/', '')] as const)

const appOf = (unit: string) => unit.replace(/^passlink-|@?\.service$/g, '')

test('there is a unit for each app, and one for the migration', () => {
  expect(units.map(appOf).sort()).toEqual([...Object.keys(schemas), 'migrate'].sort())
})

describe.each(units)('%s', unit => {
  const app = appOf(unit)

  test('starts a program that the build makes', () => {
    const [, source = ''] = Object.entries(sources).find(([name]) => name === app) ?? []
    expect(valuesOf(unit, 'ExecStart')).toEqual([
      `/usr/bin/node ${source.split('/').slice(0, 2).join('/')}/dist/${app}.mjs`,
    ])
  })

  test('reads from credentials what compose gives it that is secret, and nothing else', () => {
    const secrets = secretsOf(unit)
    for (const [setting, credential] of secrets) {
      expect(credential).toBe(setting.toLowerCase().replaceAll('_', '-'))
      expect(Object.keys(services[app]?.environment ?? {})).toContain(setting)
    }
    expect(valuesOf(unit, 'LoadCredential')).toEqual(
      secrets.map(([, credential]) => `${credential}:/etc/passlink/credentials/${credential}`),
    )
    expect(secrets.some(([setting]) => setting === 'LINK_KEYS')).toBe(['redeem', 'worker'].includes(app))
  })

  test('has a credential for each setting that is secret', () => {
    const expected = app === 'migrate' ? ['DATABASE_URL', 'DIRECT_DATABASE_URL'] : secretsHandedTo(app)
    expect(
      secretsOf(unit)
        .map(([setting]) => setting)
        .sort(),
    ).toEqual(expected.sort())
  })

  test('starts without the secrets that need not be, which are empty then', () => {
    const optional = valuesOf(unit, 'SetCredential')
    expect(optional.filter(value => !/^[a-z-]+:\\n$/.test(value))).toEqual([])
    const names = optional.map(value => value.split(':')[0])
    const { shape } = schemas[app] ?? schemas.api ?? {}
    for (const [setting, credential] of secretsOf(unit))
      expect(names.includes(credential), setting).toBe(shape?.[setting].isOptional())
  })

  test('comes up again, and comes and goes with the target', () => {
    expect(valuesOf(unit, 'PartOf')).toEqual(['passlink.target'])
    expect(valuesOf(unit, 'WantedBy')).toEqual(['passlink.target'])
    if (app !== 'migrate') expect(valuesOf(unit, 'Restart')).toEqual(['on-failure'])
  })
})

test('several workers have ports of their own, which they accept', () => {
  const ports = Object.fromEntries(
    entriesOf('passlink-worker@.service').filter(([name]) => name.endsWith('_PORT')),
  )
  expect(ports).toEqual({ WORKER_PORT: '31%i', METRICS_PORT: '95%i' })
  for (const [name, value] of Object.entries(ports))
    expect(() => schemas.worker?.shape[name].parse(value.replace('%i', '99'))).not.toThrow()
})

test('a process is not killed before it has ended by itself', () => {
  const [stop = ''] = valuesOf(common, 'TimeoutStopSec')
  expect(Number.parseInt(stop, 10) * 1_000).toBeGreaterThan(
    Number(schemas.redeem?.shape.STOP_TIMEOUT.parse(undefined)),
  )
})

const binary = (process.env.PATH ?? '')
  .split(delimiter)
  .map(path => join(path, 'systemd-analyze'))
  .find(existsSync)
const hint = 'Provide it with: sudo apt-get install -y --no-install-recommends systemd'
if (!binary && process.env.CI) throw new Error(`no systemd-analyze. ${hint}`)
if (!binary)
  console.warn(`\n  SKIPPED: the units for systemd, because there is no systemd-analyze. ${hint}\n`)

describe.skipIf(binary === undefined)('systemd', () => {
  const analyze = async (...args: string[]) => {
    const environment = { ...process.env, SYSTEMD_UNIT_PATH: `${join(root, folder)}:` }
    const { stdout, stderr } = await promisify(execFile)(binary as string, args, { env: environment })
    return { stdout, stderr }
  }
  const files = [...units, 'passlink.target'].map(name => join(root, folder, name))

  test('knows everything that the units say, but for what came after version 252', async () => {
    const { stderr } = await analyze('verify', ...files)
    const ours = stderr.split('\n').filter(line => line.includes('passlink'))
    // Node may be elsewhere on the machine of the test.
    const known = /Unknown key '(RestartSteps|RestartMaxDelaySec)'|\/usr\/bin\/node is not executable/
    expect(ours.filter(line => !known.test(line))).toEqual([])
  })

  test.each(units.map(unit => unit.replace('@', '@01')))('takes %s for well protected', async unit => {
    const { stdout } = await analyze('security', '--offline=true', '--threshold=20', join(root, folder, unit))
    const [, exposure] = /Overall exposure level for \S+: ([\d.]+)/.exec(stdout) ?? []
    expect(Number(exposure)).toBeLessThan(2)
  })
})
