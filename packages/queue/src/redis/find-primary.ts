import { setTimeout as pause } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import type { RedisOptions } from './read-redis-url.ts'
import { readRefusal } from './read-refusal.ts'
import { StrictRedis } from './strict-redis.ts'

export type Address = { host: string; port: number }

/** Finds the server that takes writes. Rejects with the error that says most if none of those who were asked knows. */
export type FindPrimary = (signal: AbortSignal) => Promise<Address>

type Question = (asked: Redis, address: Address) => Promise<Address>

const nextAfterMs = 200
const answerWithinMs = 1_000

/**
 * Asks the hosts one after the other, 200 ms apart, and takes the first answer. Each time begins with another host:
 * one that has lost touch with the others answers too, and leads to a server that is no longer the primary.
 */
export function createFindPrimary(hosts: RedisOptions[], question: Question): FindPrimary {
  let times = 0
  return async signal => {
    const first = times++ % hosts.length
    const order = [...hosts.slice(first), ...hosts.slice(0, first)]
    const answered = new AbortController()
    const ended = AbortSignal.any([signal, answered.signal])
    const answers = order.map(async (host, turn) => {
      await pause(turn * nextAfterMs, undefined, { signal: ended })
      return ask(host, question, ended)
    })
    try {
      return await Promise.any(answers)
    } catch (error) {
      const { errors } = error as AggregateError
      throw errors.find(readRefusal) ?? errors[0]
    } finally {
      answered.abort()
    }
  }
}

async function ask(host: RedisOptions, question: Question, ended: AbortSignal): Promise<Address> {
  ended.throwIfAborted()
  const redis = new StrictRedis({
    ...host,
    lazyConnect: true,
    enableReadyCheck: false,
    connectTimeout: answerWithinMs,
    commandTimeout: answerWithinMs,
    retryStrategy: () => null,
  })
  // The connection is ended after an error, and only that is what commands are told.
  let cause: Error | undefined
  redis.on('error', error => {
    cause ??= error
  })
  const disconnect = () => redis.disconnect()
  ended.addEventListener('abort', disconnect)
  try {
    await redis.connect()
    return await question(redis, host)
  } catch (error) {
    throw cause ?? error
  } finally {
    ended.removeEventListener('abort', disconnect)
    disconnect()
  }
}

/**
 * Asks any node of a cluster which one has `key`. A node that does not have it redirects to the one that does: cluster
 * specification, "Redirection and resharding". While the slot is being moved (ASK) the node asked still owns it.
 */
export const nodeOf =
  (key: string): Question =>
  async (redis, { host, port }) => {
    try {
      await redis.exists(key)
    } catch (error) {
      const { message } = error as Error
      const [, movedTo, movedPort] = /^MOVED \d+ (.*):(\d+)$/.exec(message) ?? []
      // A node may not know how it is called: it is then where the one asked is.
      if (movedPort) return { host: !movedTo || movedTo === '?' ? host : movedTo, port: Number(movedPort) }
      if (!message.startsWith('ASK ')) throw error
    }
    return { host, port }
  }

/** Asks a sentinel for the primary that it watches under this name. */
export const primaryOf =
  (name: string): Question =>
  async redis => {
    const answer = await redis.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name)
    if (answer === null) throw new Error('NOPRIMARY a sentinel watches no primary of this name')
    const [host, port] = answer as [string, string]
    return { host, port: Number(port) }
  }
