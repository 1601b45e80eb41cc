import { expect } from 'vitest'
import { eventually } from '../eventually.ts'
import { mailedLink } from '../mailed-link.ts'
import type { App } from '../passlink.ts'
import type { InstalledPostgres } from '../servers/installed-postgres.ts'
import type { Dumps } from './dump-and-restore.ts'
import {
  allEnded,
  ask,
  deliveryOf,
  fillDatabase,
  mailsOf,
  makeDatabase,
  openWorld,
  type World,
} from './world.ts'

/** What is left of an installation. */
export type Lost = {
  /** Dumps that were made while calls came and mails were sent, and after the apps had stopped. */
  whileUsed: string
  stopped: string
  /** How many calls were answered 200. */
  calls: number
  /** How many mails of each delivery arrived. */
  mails: Map<string, number>
  /** The deliveries whose mail was under way during the first dump, and their links as they were mailed. */
  sentAfterDump: Map<string, string | undefined>
}

const underWay = 5

/** Runs an installation until it has deliveries in every state, dumps it while it is used and once it is stopped, and ends it. */
export async function loseInstallation(
  backend: 'postgres' | 'redis',
  server: InstalledPostgres,
  { dump }: Dumps,
): Promise<Lost> {
  const url = await makeDatabase(server)
  await fillDatabase(url)
  const world = await openWorld(backend, url)
  const { relay, sql } = world
  const apps = [await world.startApi(), await world.startWorker()] as const
  const [api] = apps
  await ask(world, api)
  await allEnded(world, 1)
  relay.script.rcpt.push('550 5.7.1 refused')
  await ask(world, api)
  await allEnded(world, 2)
  relay.script.message.push('drop')
  await ask(world, api)
  await eventually(async () =>
    expect(await sql`select from attempts where outcome = 'unknown'`).toHaveLength(1),
  )
  await askAndDefer(world, api)

  let accept = () => {}
  const accepted = new Promise<string>(resolve => {
    accept = () => resolve('250 2.0.0 accepted')
  })
  relay.script.message.push(...Array<Promise<string>>(underWay).fill(accepted))
  await Promise.all(Array.from({ length: underWay }, () => ask(world, api)))
  await eventually(() => expect(relay.script.message).toEqual([]))
  const sending = await sql<{ id: string }[]>`select id from deliveries where status = 'sending'`

  const load = startLoad(world, api)
  const whileUsed = await dump(url)
  accept()
  const calls = underWay + 4 + (await load.stop())
  await allEnded(world, calls)
  const mailed = new Map(relay.mails.map(mail => [deliveryOf(mail), mailedLink(mail)]))
  const sentAfterDump = new Map(sending.map(({ id }) => [id, mailed.get(id)]))

  await askAndDefer(world, api)
  relay.script.message.push('hang')
  await ask(world, api)
  await eventually(() => expect(relay.script.message).toEqual([]))
  await Promise.all(apps.map(app => app.stop()))
  const stopped = await dump(url)
  const mails = mailsOf(world)
  await world.close()
  return { whileUsed, stopped, calls: calls + 2, mails, sentAfterDump }
}

/** Asks for a link whose mail is put off by the relay, and has to wait for its retry. */
async function askAndDefer(world: World, api: App): Promise<void> {
  const { sql, relay } = world
  const deferred = async () => await sql`select from attempts where outcome = 'deferred'`
  const before = (await deferred()).length
  relay.script.rcpt.push('451 4.7.1 later')
  await ask(world, api)
  await eventually(async () => expect(await deferred()).toHaveLength(before + 1))
}

/** Asks for links, three at a time, until it is stopped, which resolves to their number, or there have been 300. */
function startLoad(world: World, api: App) {
  let [calls, stopping] = [0, false]
  const caller = async () => {
    while (!stopping && calls < 300) {
      calls += 1
      await ask(world, api)
    }
  }
  const callers = Promise.all([caller(), caller(), caller()])
  return {
    async stop() {
      stopping = true
      await callers
      return calls
    },
  }
}
