import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import type { Backend } from './backend.ts'
import type { CleanUp } from './clean-up.ts'
import { drain } from './drain.ts'
import type { Facts } from './facts.ts'
import { applyFault } from './faults/apply-fault.ts'
import { startKillingLinks } from './kill-links.ts'
import { startLoad } from './load.ts'
import { createRandom } from './random.ts'
import { readDeliveries, readWebhooks } from './read-deliveries.ts'
import { runSchedule } from './run-schedule.ts'
import { planSchedule } from './schedule.ts'
import { drainMsMax } from './settings.ts'
import { startWorld } from './world.ts'

type Options = {
  backend: Backend
  seed: number
  requests: number
  faults: number
  directory: string
  cleanUp: CleanUp
  print: (line: string) => void
}

/** The result of a run; `endings` lists which apps ended unexpectedly, and how. */
export type Run = { facts: Facts; endings: string[] }

/** Runs the schedule of faults on one backend under steady load, waits until it has drained and collects the facts. */
export async function runBackend({
  backend,
  seed,
  requests,
  directory,
  cleanUp,
  print,
  ...size
}: Options): Promise<Run> {
  const schedule = planSchedule(seed, backend, size.faults)
  const perSecond = (requests * 1_000) / schedule.lastsMs
  const world = await startWorld({ backend, directory, cleanUp })
  print(
    `${backend}: ${schedule.faults.length} faults in ${Math.round(schedule.lastsMs / 1_000)} s or a little more, ${perSecond.toFixed(1)} calls a second`,
  )

  const startedAt = Date.now()
  const since = () => `${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(7)} s`
  const { apps, tokens, mailbox } = world
  const ports = [apps['api-1'].port, apps['api-2'].port]
  const load = startLoad({ ports, tokens, perSecond, requestIdOf: n => `chaos-${seed}-${n}` })
  const killing = startKillingLinks(world.sql, createRandom(seed))
  const faults = await runSchedule(
    schedule.faults,
    fault => applyFault(world, fault),
    ({ kind, targets, manner, lastsMs }) =>
      print(`${since()}  ${kind}${manner ? ` (${manner})` : ''}, ${targets.join(' and ')}, ${lastsMs} ms`),
  )
  while (load.calls.length < requests) await delay(100)
  await killing.stop()
  await load.stop()
  print(`${since()}  draining`)
  // A new connection: one from before the faults may never answer.
  const sql = postgres(world.postgres.url, { max: 1, onnotice: () => {} })
  cleanUp.add(() => sql.end({ timeout: 1 }))
  const open = await drain(sql, drainMsMax)
  print(`${since()}  ${open === 0 ? 'drained' : `${open} deliveries are still open`}`)
  // Attempts still in progress end, so that their mails are counted too.
  await Promise.all(Object.values(apps).map(app => app.end('SIGTERM')))
  const facts = {
    calls: load.calls,
    deliveries: await readDeliveries(sql),
    copies: mailbox.copies,
    deadLinks: killing.dead,
    webhooks: await readWebhooks(sql, world.endpoint.accepted),
    faults,
  }
  return { facts, endings: Object.values(apps).flatMap(app => app.endings) }
}
