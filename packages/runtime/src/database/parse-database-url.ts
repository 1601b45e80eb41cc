import { userInfo } from 'node:os'
import { type Host, readHosts } from './read-hosts.ts'
import { readTls, type Tls } from './read-tls.ts'
import { decode, fail, form } from './url-text.ts'

/** Where Postgres is, and what a session begins with. A host that begins with `/` is the folder of a Unix socket. */
export type DatabaseLocation = {
  hosts: Host[]
  user: string
  password: string
  database: string
  /** Null: no TLS. A Unix socket never has it. */
  tls: Tls | null
  connectTimeoutMs: number
  applicationName: string | undefined
  /** As libpq's `options`: `-c name=value`. */
  options: string | undefined
  /** The schema of the tables; part of `options`, unless behind a pooler. */
  schema: string | undefined
  /** Behind a pooler that shares sessions between transactions and refuses most startup parameters. */
  isPooled: boolean
}

const words = (text: string) => new Set(text.split(/\s+/))

const understood = words(
  `host port user password dbname application_name connect_timeout options sslmode ssl sslrootcert sslcert sslkey
  channel_binding sslnegotiation gssencmode target_session_attrs client_encoding schema pgbouncer`,
)

// They tune another driver, or nothing that decides whether and how we reach the database.
const ignored = words(
  `connection_limit pool_timeout socket_timeout statement_cache_size uselibpqcompat sslsni supa workaround
  keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout fallback_application_name sslcompression`,
)

const allowed: Record<string, string[]> = {
  target_session_attrs: ['any', 'read-write', 'primary'],
  gssencmode: ['disable', 'prefer'],
  sslnegotiation: ['postgres'],
  client_encoding: ['utf8', 'UTF8', 'utf-8', 'UTF-8', 'auto'],
  pgbouncer: ['true', 'false'],
}

// After a minute Postgres ends the session of a client that it does not reach any more. With the usual two hours, sessions
// that fell silent would use up its connections.
const keepAlive = '-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3'

/**
 * Reads a connection URI of Postgres (libpq, section "Connection URIs") as libpq does, with what other drivers and
 * providers add to it. Throws an error that names the parameter that is wrong or cannot be honoured, and no value.
 */
export function parseDatabaseUrl(text: string): DatabaseLocation {
  const [, authority = '', path = '', query = ''] =
    /^postgres(?:ql)?:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/.exec(withoutRawCharacters(text)) ??
    fail(form)
  const at = authority.lastIndexOf('@')
  const [, user = '', password = ''] = /^([^:]*):?(.*)$/s.exec(authority.slice(0, Math.max(at, 0))) ?? []
  const parameters = readParameters(query)
  const get = (name: string) => parameters.get(name) || undefined
  const schema = readSchema(get('schema'))
  const isPooled = get('pgbouncer') === 'true'
  const name = get('user') ?? (decode(user) || userInfo().username)
  return {
    hosts: readHosts(authority.slice(at + 1), get('host'), get('port')),
    user: name,
    password: get('password') ?? decode(password),
    database: get('dbname') ?? (decode(path) || name),
    tls: readTls(get),
    connectTimeoutMs: readTimeout(get('connect_timeout')),
    applicationName: get('application_name'),
    options: optionsOf(get('options'), { schema, isPooled }),
    schema,
    isPooled,
  }
}

function optionsOf(
  given: string | undefined,
  { schema, isPooled }: Pick<DatabaseLocation, 'schema' | 'isPooled'>,
): string | undefined {
  if (isPooled) return given
  return [keepAlive, given, schema && `-c search_path="${schema}"`].filter(Boolean).join(' ')
}

function withoutRawCharacters(text: string): string {
  if (/%(?![\da-f]{2})/i.test(text)) fail('has a % that is not percent-encoded: write %25')
  if (text.includes('#')) fail('has a # that is not percent-encoded: write %23')
  if (/\s/.test(text)) fail('has a space that is not percent-encoded: write %20')
  return text
}

function readParameters(query: string): Map<string, string> {
  const parameters = new Map<string, string>()
  for (const part of query.split('&').filter(Boolean)) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/.exec(part) ?? []
    if (ignored.has(name)) continue
    if (!/^\w{1,40}$/.test(name)) fail(form)
    if (!understood.has(name)) fail(`has the parameter ${name}, which cannot be honoured: leave it out`)
    // Drivers that read the URL as a form take + for a space, and of the options it is nothing else.
    parameters.set(name, decode(name === 'options' ? value.replaceAll('+', ' ') : value))
  }
  for (const [name, values] of Object.entries(allowed))
    if (parameters.get(name) && !values.includes(parameters.get(name) as string))
      fail(`has a ${name} that cannot be honoured: it may be ${values.join(', ')}`)
  return parameters
}

function readTimeout(seconds = '5'): number {
  if (!/^[1-9]\d{0,3}$/.test(seconds)) fail('has a connect_timeout that is no number of seconds, 1 or more')
  return Number(seconds) * 1_000
}

function readSchema(name: string | undefined): string | undefined {
  if (name && !/^[\w$]{1,63}$/.test(name))
    fail('has a schema that cannot be honoured: letters, digits, _ and $ only')
  return name
}
