import { decode, fail, form } from './url-text.ts'

/** A host that begins with `/` is the folder of a Unix socket. */
export type Host = { host: string; port: number }

type Named = { host: string; port: string | undefined }

/**
 * Reads the hosts of a URL, `a,b:5433,[::1]`, and their ports. The parameters `host` and `port`, comma-separated lists too,
 * take their place.
 */
export function readHosts(list: string, hosts: string | undefined, ports: string | undefined): Host[] {
  const given = namedHosts(list)
  const found = hosts ? hosts.split(',').map((host): Named => ({ host, port: undefined })) : given
  const port = ports?.split(',') ?? []
  if (port.length > 1 && port.length !== found.length) fail('must have one port, or one for each host')
  return found.map((one, n) => ({
    host: one.host || 'localhost',
    port: readPort(port[n] || port[0] || one.port || given[n]?.port || given[0]?.port || '5432'),
  }))
}

function namedHosts(list: string): Named[] {
  return list.split(',').map(entry => {
    const [, v6, name = '', port] = /^(?:\[([\da-f:.%]+)\]|([^:[\]]*))(?::(\d*))?$/i.exec(entry) ?? fail(form)
    return { host: v6 ?? decode(name), port: port || undefined }
  })
}

function readPort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535 || Number(text) === 0)
    fail('has a port that is no port number')
  return Number(text)
}
