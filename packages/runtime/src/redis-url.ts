import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'

const form = 'must be a URL starting with redis:// or rediss://, redis+cluster:// or redis+sentinel://'
const parameters = new Set(['ca', 'cert', 'key', 'family'])
const sentinelParameters = new Set([...parameters, 'sentinelUser', 'sentinelPassword'])

// An entry without a scheme is another host of the URL before it.
const nextUrl = /,(?=\w+(?:\+\w+)?:\/\/)/
const whole =
  /^(?<scheme>rediss?)(?:\+(?<kind>cluster|sentinel))?:\/\/(?<login>(?:[^/?#]*@)?)(?<hosts>[^/?#@]*)(?<path>[^?#]*)(?<query>[^#]*)$/

type Parts = Record<'scheme' | 'kind' | 'login' | 'hosts' | 'path' | 'query', string | undefined>

/**
 * Throws if `text` does not list one or more URLs, separated by commas, such as
 * `rediss://user:password@host:6380/1?ca=/path/ca.pem`, `redis+cluster://host:7000,host:7001` or
 * `redis+sentinel://host:26379,host:26380/name/1`, or names a file that holds no certificate or key. The messages
 * contain nothing of the URL.
 */
export function checkRedisUrl(text: string): string {
  const shards = text.split(nextUrl).map(checkShard)
  const hosts = shards.flat()
  if (new Set(hosts).size < hosts.length) throw new Error('must name each Redis once')
  return text
}

/** Checks one Redis, and returns its hosts with their database, and with the name of the primary if they are sentinels. */
function checkShard(url: string): string[] {
  const {
    scheme,
    kind,
    login = '',
    hosts = '',
    path = '',
    query = '',
  } = (whole.exec(url)?.groups ?? {}) as Parts
  if (scheme === undefined) throw new Error(form)
  const { watched, known } = checkPath(kind, path)
  const all = kind ? hosts.split(',') : [hosts]
  if (!kind && hosts.includes(','))
    throw new Error(
      'must list several Redis as URLs, each with its scheme, or those of a cluster as redis+cluster://',
    )
  return all.map(host => {
    checkUrl(`${scheme}://${login}${host}${query}`, known)
    const { hostname, port } = new URL(`redis://${host}`)
    return `${hostname.toLowerCase()}:${port || (kind === 'sentinel' ? 26_379 : 6_379)}/${watched}`
  })
}

/**
 * The name of the primary, if any, with the number of the database, and the parameters that a URL of this kind may
 * have.
 */
function checkPath(kind: string | undefined, path: string): { watched: string; known: Set<string> } {
  if (kind === 'cluster') {
    if (path !== '' && path !== '/')
      throw new Error('must have no path in the URL of a cluster, which has database 0 only')
    return { watched: '0', known: parameters }
  }
  if (kind === 'sentinel') {
    const [, name = '', database = '0'] = /^\/([^/]+)(?:\/(\d{1,5}))?$/.exec(path) ?? []
    if (name === '' || !isDecodable(name))
      throw new Error(
        'must have the name of the primary, and perhaps a database number, as the path of sentinels, such as /mymaster/1',
      )
    return { watched: `${decodeURIComponent(name)}/${Number(database)}`, known: sentinelParameters }
  }
  if (!/^\/?\d{0,5}$/.test(path))
    throw new Error('must have nothing or a database number as its path, such as redis://localhost:6379/1')
  return { watched: `${Number(path.slice(1))}`, known: parameters }
}

function checkUrl(url: string, known: Set<string>) {
  if (!URL.canParse(url)) throw new Error(form)
  const { protocol, username, password, hostname, searchParams } = new URL(url)
  if (hostname === '') throw new Error('must name a host')
  if (!isDecodable(username) || !isDecodable(password))
    throw new Error('must have a % in its user or password written as %25')
  for (const name of searchParams.keys())
    if (!known.has(name)) throw new Error(`must have no parameters but ${[...known].join(', ')}`)
  if (!['4', '6', null].includes(searchParams.get('family')))
    throw new Error('must have 4 or 6 as its family')
  if (searchParams.has('sentinelUser') && !searchParams.has('sentinelPassword'))
    throw new Error('must have sentinelPassword if it has sentinelUser')
  checkCertificates(protocol, searchParams)
}

function checkCertificates(protocol: string, parameters: URLSearchParams) {
  const [ca, cert, key] = ['ca', 'cert', 'key'].map(name => readParameter(parameters, name))
  if (protocol !== 'rediss:' && (ca || cert || key))
    throw new Error('must start with rediss:// to have the parameters ca, cert and key')
  if (!cert !== !key) throw new Error('must have both of the parameters cert and key, or neither')
  if (ca && !isAccepted(() => new X509Certificate(ca)))
    throw new Error('must have a PEM file of certificates as its parameter ca')
  if (cert && key && !isAccepted(() => createSecureContext({ cert, key })))
    throw new Error('must have the PEM files of a certificate and its key as its parameters cert and key')
}

function readParameter(parameters: URLSearchParams, name: string): Buffer | undefined {
  const path = parameters.get(name)
  if (path === null) return undefined
  try {
    return readFileSync(path)
  } catch (error) {
    throw new Error(
      `names a file in its parameter ${name} that cannot be read (${(error as NodeJS.ErrnoException).code})`,
    )
  }
}

const isDecodable = (text: string) => isAccepted(() => decodeURIComponent(text))

function isAccepted(use: () => unknown): boolean {
  try {
    use()
    return true
  } catch {
    return false
  }
}
