import { Resolver } from 'node:dns/promises'
import { UnusableArgument } from '../unusable-argument.ts'

/** Looks up records; a name that does not exist has none. Rejects if no server answers. */
export type LookUp = {
  /** TXT records, their parts joined. */
  texts: (name: string) => Promise<string[]>
  /** Whether a domain has a mail server: an MX record that is not null (RFC 7505), or an address (RFC 5321 section 5.1). */
  hasMailServer: (domain: string) => Promise<boolean>
}

const none = ['ENODATA', 'ENOTFOUND']

/** Asks `server`, an address with or without a port, or else the servers of this machine. Throws {@link UnusableArgument}. */
export function createLookUp(server: string | undefined): LookUp {
  const resolver = new Resolver({ timeout: 5_000, tries: 2 })
  if (server !== undefined) setServer(resolver, server)

  async function find<Record>(asked: Promise<Record[]>): Promise<Record[]> {
    try {
      return await asked
    } catch (error) {
      if (none.includes((error as NodeJS.ErrnoException).code ?? '')) return []
      throw new UnusableArgument(`DNS: ${(error as Error).message}`)
    }
  }

  return {
    texts: async name => (await find(resolver.resolveTxt(name))).map(parts => parts.join('')),
    async hasMailServer(domain) {
      const servers = await find(resolver.resolveMx(domain))
      if (servers.length > 0) return servers.some(({ exchange }) => exchange !== '' && exchange !== '.')
      const addresses = await Promise.all([find(resolver.resolve4(domain)), find(resolver.resolve6(domain))])
      return addresses.flat().length > 0
    },
  }
}

function setServer(resolver: Resolver, server: string) {
  try {
    resolver.setServers([server])
  } catch {
    throw new UnusableArgument(`--dns ${server}: must be an address such as 127.0.0.1 or 127.0.0.1:5353`)
  }
}
