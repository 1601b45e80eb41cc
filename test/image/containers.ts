import { environmentOf, services } from '../compose.ts'
import { backends, createPasslink } from '../passlink.ts'
import { freePort } from '../servers/free-port.ts'
import { openGate } from '../servers/gate.ts'
import type { Ended, Image, Program } from './image.ts'

export const containerNames = ['api', 'worker', 'redeem', 'bounces', 'dashboard'] as const
export type ContainerName = (typeof containerNames)[number]

/**
 * The services of compose that run the image, with the settings that compose gives them where its `.env` says what it must; only addresses
 * are of this machine. The database is empty. `gate` is before the database of all of them.
 */
export async function createContainers(image: Image) {
  const backend = backends.find(({ backend, available }) => backend === 'redis' && available)
  const passlink = await createPasslink(backend?.backend ?? 'postgres')
  const { database, environment, issuer } = passlink
  issuer.people.alice = {
    email: 'alice@acme.example',
    email_verified: true,
    'urn:zitadel:iam:user:resourceowner:id': 'acme',
  }
  const schemas = await database.sql`
    select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`
  for (const { nspname } of schemas) await database.sql`drop schema ${database.sql(nspname)} cascade`
  await database.sql`create schema public`
  const gate = await openGate(database.url)

  const file = Object.fromEntries(
    ['AUTH_ISSUER', 'SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL', 'LINK_KEYS', 'DASHBOARD_PASSWORD', 'SES_TOPIC']
      .concat('QUEUE_PREFIX', 'STOP_GRACE')
      .map(name => [name, environment[name] ?? '']),
  )
  const ports = Object.fromEntries(
    await Promise.all(containerNames.map(async name => [name, await freePort()] as const)),
  )
  const here: Record<string, string> = {
    DATABASE_URL: gate.url,
    REDIS_URL: environment.REDIS_URL ?? '',
    METRICS_PORT: '0',
    LMTP_PORT: '0',
  }
  for (const name of ['HOST', 'DASHBOARD_HOST', 'LMTP_HOST', 'METRICS_HOST', 'WORKER_HOST'])
    here[name] = '127.0.0.1'
  for (const name of containerNames) here[`${name.toUpperCase()}_PORT`] = String(ports[name])

  const running = new Map<string, Program>()
  const ended = new Map<string, Ended>()
  return {
    passlink,
    gate,
    /** How to reach an app. */
    at: (name: ContainerName) => ({ port: ports[name] as number }),
    start(name: ContainerName | 'migrate'): Program {
      const program = image.run(services[name]?.command ?? '', { ...environmentOf(name, file), ...here })
      running.set(name, program)
      void program.ended.then(end => ended.set(name, end))
      return program
    },
    running: (name: ContainerName) => running.get(name) as Program,
    /** What the health check of compose ends with, or one that asks for another path. Throws what the app says when it has ended. */
    health: (name: ContainerName, ...path: string[]) => {
      if (ended.has(name)) throw new Error(`${name} has ended: ${JSON.stringify(ended.get(name))}`)
      const [kind = '', program = '', , ...more] = services[name]?.healthcheck?.test ?? []
      return image.check([kind, program, String(ports[name]), ...more, ...path])
    },
    async remove() {
      for (const program of running.values()) program.kill()
      await Promise.all([...running.values()].map(({ ended }) => ended))
      await gate.shut()
      await passlink.stop()
    },
  }
}

export type Containers = Awaited<ReturnType<typeof createContainers>>
