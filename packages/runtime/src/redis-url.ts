import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'

const schemes = new Set(['redis:', 'rediss:'])
const parameters = new Set(['ca', 'cert', 'key', 'family'])

/**
 * Throws if `text` is not a URL such as `rediss://user:password@host:6380/1?ca=/path/ca.pem`, or names a file that holds
 * no certificate or key. The messages contain nothing of the URL.
 */
export function checkRedisUrl(text: string): string {
  if (!URL.canParse(text) || !schemes.has(new URL(text).protocol))
    throw new Error('must be a URL starting with redis:// or rediss://')
  const { protocol, pathname, username, password, hostname, searchParams } = new URL(text)
  if (hostname === '') throw new Error('must name a host')
  if (!/^\/?\d{0,5}$/.test(pathname))
    throw new Error('must have nothing or a database number as its path, such as redis://localhost:6379/1')
  if (!isDecodable(username) || !isDecodable(password))
    throw new Error('must have a % in its user or password written as %25')
  for (const name of searchParams.keys())
    if (!parameters.has(name)) throw new Error(`must have no parameters but ${[...parameters].join(', ')}`)
  if (!['4', '6', null].includes(searchParams.get('family')))
    throw new Error('must have 4 or 6 as its family')
  checkCertificates(protocol, searchParams)
  return text
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
