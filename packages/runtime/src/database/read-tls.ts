import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { fail } from './url-text.ts'

/** `isRequired`: without TLS there is no connection. `options` are those of node's `tls.connect`. */
export type Tls = { isRequired: boolean; options: ConnectionOptions }

type Get = (name: string) => string | undefined

const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify']
const verifying = ['verify-ca', 'verify-full']

/**
 * How a connection is encrypted, as libpq has it (section "SSL Support"), and `no-verify` as node's drivers do. Without
 * `sslrootcert`, verify-full trusts the authorities that node trusts. Throws an error that names the parameter at fault.
 */
export function readTls(get: Get): Tls | null {
  const rootcert = get('sslrootcert')
  const mode = effectiveMode(get)
  if (mode === 'disable') return null
  if (Boolean(get('sslcert')) !== Boolean(get('sslkey')))
    fail('must have both sslcert and sslkey, or neither')
  const options: ConnectionOptions = {
    ...(rootcert && rootcert !== 'system' ? { ca: read('sslrootcert', rootcert) } : {}),
    ...(get('sslcert') ? { cert: read('sslcert', get('sslcert')), key: read('sslkey', get('sslkey')) } : {}),
  }
  if (mode === 'verify-ca') options.checkServerIdentity = () => undefined
  return {
    isRequired: mode !== 'allow' && mode !== 'prefer',
    options: { ...options, rejectUnauthorized: verifying.includes(mode) },
  }
}

function effectiveMode(get: Get): string {
  const rootcert = get('sslrootcert')
  const mode = modeAsked(get)
  if (mode && !modes.includes(mode)) fail(`has an sslmode that is none of ${modes.join(', ')}`)
  if (rootcert === 'system' && mode && mode !== 'verify-full')
    fail('must have sslmode=verify-full with sslrootcert=system')
  if (rootcert && mode && !['require', ...verifying].includes(mode))
    fail('must have sslmode require, verify-ca or verify-full with sslrootcert')
  if (mode === 'verify-ca' && !rootcert) fail('must have an sslrootcert with sslmode=verify-ca')
  return bound(
    get,
    mode === 'require' && rootcert ? 'verify-ca' : (mode ?? (rootcert ? 'verify-full' : undefined)),
  )
}

function modeAsked(get: Get): string | undefined {
  const ssl = get('ssl')
  if (get('sslmode') || !ssl) return get('sslmode')
  if (ssl === 'true' || ssl === '1') return 'require'
  if (ssl === 'false' || ssl === '0') return 'disable'
  return modes.includes(ssl) ? ssl : fail('has an ssl that is neither true nor false')
}

// The driver cannot bind the login to the TLS connection (RFC 5929). What that prevents, somebody in between, a verified
// certificate prevents too.
function bound(get: Get, mode: string | undefined): string {
  const binding = get('channel_binding') ?? 'prefer'
  if (!['disable', 'prefer', 'require'].includes(binding))
    fail('has a channel_binding that is none of disable, prefer, require')
  if (binding !== 'require') return mode ?? 'prefer'
  if (mode === 'disable' || mode === 'no-verify' || mode === 'allow')
    fail('must have sslmode=verify-full with channel_binding=require')
  return mode && verifying.includes(mode) ? mode : 'verify-full'
}

function read(name: string, path = ''): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    return fail(`has an ${name} that cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}
