import { readSettings } from '@passlink/runtime'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { example, services } from '../compose.ts'
import { blocksOf } from '../docs/operations.ts'
import { schemas, secretsHandedTo } from '../schemas.ts'
import {
  type Container,
  kubectl,
  type Overlay,
  ofKind,
  overlayNames,
  overlays,
  podsOf,
  settingsOf,
} from './rendered.ts'

/** The secrets that docs/kubernetes.md makes, `<name> <key>`. */
const made = blocksOf('docs/kubernetes.md', 'sh').flatMap(block =>
  [...block.matchAll(/create secret generic ([\w-]+)((?: \\?\s*--from-\w+=\S+)+)/g)].flatMap(
    ([, name, list = '']) =>
      [...list.matchAll(/--from-literal=([A-Z_]+)=/g)].map(([, key]) => `${name} ${key}`),
  ),
)
/** Those without which an overlay does not start, though no app insists on them. */
const chosen: Record<Overlay, string[]> = { minimal: ['dashboard DASHBOARD_PASSWORD'], example: made }

const secretsOf = ({ env = [] }: Container) =>
  env.map(({ name, valueFrom: { secretKeyRef } }) => ({ setting: name, ...secretKeyRef }))

describe.skipIf(kubectl === undefined).each(overlayNames)('in the overlay %s', overlay => {
  const containers = () => podsOf(overlay).flatMap(([, , pod]) => pod.containers)

  test('each app starts with what it is given, knows all of it, and is reached from outside its pod', () => {
    for (const container of containers().filter(({ name }) => name !== 'migrate')) {
      const schema = schemas[container.name] as z.ZodObject
      const secrets = secretsOf(container).filter(
        ({ name, key, optional }) => !optional || chosen[overlay].includes(`${name} ${key}`),
      )
      const given = {
        ...settingsOf(overlay, container),
        ...Object.fromEntries(secrets.map(({ setting }) => [setting, example[setting]])),
      }
      for (const name of Object.keys(given)) expect(Object.keys(schema.shape), container.name).toContain(name)
      const config = readSettings(schema, given)
      for (const name of ['HOST', 'METRICS_HOST', 'LMTP_HOST', `${container.name.toUpperCase()}_HOST`])
        if (name in config) expect(config[name], `${container.name} ${name}`).toBe('0.0.0.0')
    }
  })

  test('a secret is in no ConfigMap, is called as its setting, and is given to no app that compose does not give it to', () => {
    const secrets = containers().flatMap(container =>
      secretsOf(container).map(secret => ({ app: container.name, ...secret })),
    )
    for (const { app, setting, key } of secrets) {
      expect(key).toBe(setting)
      expect(Object.keys(services[app]?.environment ?? {}), app).toContain(setting)
    }
    const holding = (name: string) => secrets.filter(({ setting }) => setting === name).map(({ app }) => app)
    expect(holding('LINK_KEYS').sort()).toEqual(['redeem', 'worker'])
    expect(holding('SMTP_URL')).toEqual(['worker'])
    expect(holding('REDIS_URL').sort()).toEqual(overlays[overlay].redis ? ['api', 'dashboard', 'worker'] : [])
    const readable = ofKind(overlay, 'ConfigMap').flatMap(({ data = {} }) => Object.keys(data))
    for (const name of readable) expect(secrets.map(({ setting }) => setting)).not.toContain(name)
    expect(
      readable.filter(name => /KEY|SECRET|PASSWORD|_LOGIN$|^SMTP_URL|DATABASE_URL|REDIS_URL/.test(name)),
    ).toEqual(overlay === 'example' ? ['DKIM_KEYS'] : [])
  })
})

test.skipIf(kubectl === undefined)(
  'in the example each app has each setting that is secret from a Secret',
  () => {
    for (const container of podsOf('example').flatMap(([, , pod]) => pod.containers)) {
      if (container.name === 'migrate') continue
      const settings = secretsOf(container).map(({ setting }) => setting)
      expect(settings.sort(), container.name).toEqual(secretsHandedTo(container.name).sort())
    }
  },
)

test.skipIf(kubectl === undefined)(
  'docs/kubernetes.md makes all secrets that the example needs, and no others',
  () => {
    const named = podsOf('example').flatMap(([, , { containers }]) => containers.flatMap(secretsOf))
    const all = named.map(({ name, key }) => `${name} ${key}`)
    const needed = named.filter(({ optional }) => !optional).map(({ name, key }) => `${name} ${key}`)
    expect(made.length).toBeGreaterThan(5)
    for (const secret of needed) expect(made).toContain(secret)
    for (const secret of made) expect(all).toContain(secret)
  },
)
