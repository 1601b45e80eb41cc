import type { Redis, RedisOptions } from 'ioredis'
import { createFindPrimary, type FindPrimary, nodeOf, primaryOf } from './find-primary.ts'
import { primaryConnector } from './primary-connector.ts'
import type { RedisServer } from './read-redis-urls.ts'
import { isNotPrimary } from './read-refusal.ts'
import { StrictRedis } from './strict-redis.ts'

type CommandOptions = Pick<
  RedisOptions,
  'enableOfflineQueue' | 'maxRetriesPerRequest' | 'commandTimeout' | 'socketTimeout'
>

/**
 * Opens a connection, which reconnects until it is disconnected. Its errors are events, which need a listener;
 * `onRefused` is called with each error that the server answers a command with.
 */
export type OpenRedis = (options: CommandOptions, onRefused?: (error: Error) => void) => Redis

/** Opens connections to the server that has `key`. */
export function createOpenRedis(server: RedisServer, key: string): OpenRedis {
  const address = addressOf(server, key)
  return (options, onRefused = () => {}) =>
    new StrictRedis({
      connectTimeout: 1_000,
      maxLoadingRetryTime: 500,
      retryStrategy: (tries: number) => Math.min(tries * 50, 1_000),
      reconnectOnError(error) {
        onRefused(error)
        return isNotPrimary(error)
      },
      ...server.primary,
      ...address,
      ...options,
    })
}

// All keys of a queue are on one server, also of a cluster: once that is found it is used like a single one.
function addressOf({ kind, hosts, primary, watchedAs }: RedisServer, key: string) {
  const [{ host, port }] = hosts
  if (kind === 'single') return { host, port }
  const find =
    kind === 'cluster'
      ? createFindPrimary(hosts, nodeOf(key))
      : bySentinel(createFindPrimary(hosts, primaryOf(watchedAs)))
  return { Connector: primaryConnector(find, primary) }
}

const bySentinel =
  (find: FindPrimary): FindPrimary =>
  signal =>
    find(signal).catch((error: Error) => {
      throw Object.assign(error, { bySentinel: true })
    })
