import { type RedisOptions, readRedisUrl } from './read-redis-url.ts'

/**
 * One Redis of `REDIS_URL`, which may consist of several servers. Of a `cluster` and of those that a `sentinel`
 * watches, the `hosts` are asked where the primary is.
 */
export type RedisServer = {
  /**
   * Hosts, ports and database: the same whatever login and parameters the URL has, and in whatever order it lists the
   * hosts.
   */
  name: string
  kind: 'single' | 'cluster' | 'sentinel'
  /** Where to ask, or to connect to, with the login there. */
  hosts: [RedisOptions, ...RedisOptions[]]
  /** For connections to the primary: everything but its address. */
  primary: Omit<RedisOptions, 'host' | 'port'>
  /** The name by which sentinels know the primary, otherwise empty. */
  watchedAs: string
}

// An entry without a scheme is another host of the URL before it.
const nextUrl = /,(?=rediss?(?:\+\w+)?:\/\/)/
const manyHosts =
  /^(?<scheme>rediss?)\+(?<kind>cluster|sentinel):\/\/(?:(?<login>[^/?#]*)@)?(?<hosts>[^/?#@]*)(?<path>[^?]*)(?<query>.*)$/

/** Reads all that `REDIS_URL` lists, as packages/runtime has checked it. Throws if a file that it names cannot be read. */
export function readRedisUrls(text: string): RedisServer[] {
  return text.split(nextUrl).map(url => {
    const parts = manyHosts.exec(url)?.groups as Record<string, string> | undefined
    return parts ? readMany(parts) : readSingle(url)
  })
}

function readSingle(url: string): RedisServer {
  const { host, port, ...primary } = readRedisUrl(url)
  return {
    name: nameOf([{ host, port }], primary.db),
    kind: 'single',
    hosts: [{ host, port, ...primary }],
    primary,
    watchedAs: '',
  }
}

function readMany({
  scheme,
  kind,
  login,
  hosts = '',
  path = '',
  query,
}: Record<string, string>): RedisServer {
  const [, watchedAs = '', db = ''] = kind === 'sentinel' ? path.split('/') : []
  const urls = hosts.split(',').map(host => new URL(`${scheme}://${login ? `${login}@` : ''}${host}${query}`))
  if (kind === 'sentinel') for (const url of urls) url.port ||= '26379'
  const all = urls.map(url => readRedisUrl(url.href))
  const addresses = all.map(({ host, port }) => ({ host, port }))
  const { host: _, port: __, ...options } = all[0] as RedisOptions
  const primary = { ...options, db: Number(db) }
  const { username: ___, password: ____, ...withoutLogin } = options
  const { searchParams } = urls[0] as URL
  const asked = kind === 'sentinel' ? { ...withoutLogin, ...sentinelLogin(searchParams) } : options
  return {
    name: `${watchedAs ? `${decodeURIComponent(watchedAs)}@` : ''}${nameOf(addresses, primary.db)}`,
    kind: kind as 'cluster' | 'sentinel',
    hosts: addresses.map(address => ({ ...address, ...asked })) as RedisServer['hosts'],
    primary,
    watchedAs: decodeURIComponent(watchedAs),
  }
}

function sentinelLogin(parameters: URLSearchParams) {
  const password = parameters.get('sentinelPassword')
  return password === null ? {} : { username: parameters.get('sentinelUser') ?? '', password }
}

function nameOf(addresses: { host: string; port: number }[], db: number): string {
  const hosts = addresses.map(({ host, port }) => `${host.toLowerCase()}:${port}`)
  return `${hosts.sort().join(',')}${db === 0 ? '' : `/${db}`}`
}
