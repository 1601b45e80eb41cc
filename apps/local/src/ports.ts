import type { Config } from './config.ts'
import { freePort } from './free-port.ts'

const uses = {
  API_PORT: 'the API',
  REDEEM_PORT: 'the redeem page',
  DASHBOARD_PORT: 'the dashboard',
  INBOX_PORT: 'the inbox',
  ISSUER_PORT: 'the development login',
  WORKER_PORT: "the worker's health",
  SMTP_PORT: "the inbox's SMTP server",
  POSTGRES_PORT: 'Postgres',
} as const

type PortName = keyof typeof uses

/** Rejects with one message that names every port that is taken or given twice, its use and its setting. */
export async function refuseBusyPorts(config: Pick<Config, PortName>): Promise<void> {
  const names = Object.keys(uses) as PortName[]
  const problems = await Promise.all(
    names.map(async (name, index) => {
      const port = config[name]
      const twin = names.slice(0, index).find(other => config[other] === port)
      if (twin) return `  ${port} is given twice, to ${uses[twin]} (${twin}) and to ${uses[name]} (${name})`
      if ((await freePort(port)) === undefined) return `  ${port} for ${uses[name]}: set ${name} to another`
      return []
    }),
  )
  const found = problems.flat()
  if (found.length > 0) {
    throw new Error(
      `cannot start, these ports are in use (is Passlink running already?):\n${found.join('\n')}`,
    )
  }
}
