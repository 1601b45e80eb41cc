import { join } from 'node:path'
import { bundleForNow, sources } from '@passlink/programs'
import type { CleanUp } from '../../chaos/clean-up.ts'
import { type Helper, startHelper } from '../processes/helper.ts'
import { type Issuer, startIssuer } from './issuer.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'
import { type RedisServer, startRedis } from './redis.ts'
import type { RelayQuestion, RelayState } from './relay.ts'

/** The relay, in a process of its own. */
export type Relay = {
  pid: number
  url: string
  count: () => Promise<number>
  /** When the last of so many mails altogether was accepted, as milliseconds since the epoch; rejects when the time is over. */
  whenTaken: (count: number, withinMs: number) => Promise<number>
  note: () => Promise<void>
  arrivals: () => Promise<(number | undefined)[]>
  /** How long it takes to answer a mail's content from now on. */
  delay: (ms: number) => Promise<void>
}

/** All that both sides are measured on. `directory` is for logs. */
export type Servers = {
  postgres: PostgresServer
  redis: RedisServer
  relay: Relay
  issuer: Issuer
  /** The load generator. */
  load: Helper
  directory: string
  /** The bundle of a program of either side. */
  programOf: (name: string) => string
  cleanUp: CleanUp
}

const naive = { 'naive-api': 'test/bench/naive/api.ts', 'naive-worker': 'test/bench/naive/worker.ts' }

/** Starts all servers, on 127.0.0.1 and with their files in `directory`; `cleanUp` ends them. */
export async function startServers(directory: string, cleanUp: CleanUp): Promise<Servers> {
  const postgres = await startPostgres(directory, cleanUp)
  const redis = await startRedis(directory, cleanUp)
  const relay = await startRelay(cleanUp)
  const issuer = await startIssuer(cleanUp)
  const load = startHelper(new URL('../load/main.ts', import.meta.url), cleanUp)
  await load.ask({ ask: 'use', tokens: issuer.tokens })
  const { folder, remove } = await bundleForNow({ ...sources, ...naive })
  cleanUp.add(remove)
  const programOf = (name: string) => join(folder, `${name}.mjs`)
  return { postgres, redis, relay, issuer, load, directory, programOf, cleanUp }
}

/** Starts a relay that accepts every mail and keeps none. */
export async function startRelay(cleanUp: CleanUp): Promise<Relay> {
  const helper = startHelper(new URL('./relay.ts', import.meta.url), cleanUp)
  const ask = <Answer>(question: RelayQuestion) => helper.ask<Answer>(question)
  return {
    pid: helper.pid,
    url: `smtp://127.0.0.1:${await ask<number>({ ask: 'port' })}`,
    count: async () => (await ask<RelayState>({ ask: 'count' })).count,
    async whenTaken(count, withinMs) {
      const state = await ask<RelayState>({ ask: 'wait', count, ms: withinMs })
      if (state.count < count)
        throw new Error(`the relay got ${state.count} of ${count} mails within ${withinMs} ms`)
      return state.lastAt
    },
    async note() {
      await ask({ ask: 'note' })
    },
    arrivals: () => ask({ ask: 'arrivals' }),
    async delay(ms) {
      await ask({ ask: 'delay', ms })
    },
  }
}

export const logFileOf = ({ directory }: Servers, name: string) => join(directory, `${name}.log`)
