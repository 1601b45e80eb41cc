import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { Config } from './config.ts'
import { loopback } from './loopback.ts'

const uses = {
  API_PORT: 'the API',
  REDEEM_PORT: 'the redeem page',
  DASHBOARD_PORT: 'the dashboard',
  INBOX_PORT: 'the inbox',
  ISSUER_PORT: 'the development login',
  WORKER_PORT: "the worker's health",
  BOUNCES_PORT: 'the reports of mail providers',
  LMTP_PORT: 'the reports by mail',
  SMTP_PORT: "the inbox's SMTP server",
  SECOND_SMTP_PORT: "the inbox's second SMTP server",
  POSTGRES_PORT: 'Postgres',
  API_METRICS_PORT: "the API's metrics",
  WORKER_METRICS_PORT: "the worker's metrics",
  REDEEM_METRICS_PORT: "the redeem page's metrics",
  DASHBOARD_METRICS_PORT: "the dashboard's metrics",
  BOUNCES_METRICS_PORT: 'the metrics of bounces',
} as const

type PortName = keyof typeof uses

/** Rejects with one error that lists every port that is in use or given twice, with its use and its setting. */
export async function refuseBusyPorts(config: Pick<Config, PortName>): Promise<void> {
  const problems: string[] = []
  const owners = new Map<number, PortName>()
  for (const name of Object.keys(uses) as PortName[]) {
    const port = config[name]
    const other = owners.get(port)
    if (other)
      problems.push(`  ${port} is given twice, to ${uses[other]} (${other}) and to ${uses[name]} (${name})`)
    else if ((await freePort(port)) === undefined)
      problems.push(`  ${port} for ${uses[name]}: set ${name} to another`)
    owners.set(port, name)
  }
  if (problems.length > 0)
    throw new Error(
      `cannot start, these ports are in use (is Passlink running already?):\n${problems.join('\n')}`,
    )
}

/** Resolves with the port if it is free (0 picks a free port), or with undefined if it is in use or not permitted. */
export async function freePort(port: number): Promise<number | undefined> {
  const probe = createServer().listen(port, loopback)
  try {
    await once(probe, 'listening')
  } catch {
    return undefined
  }
  const free = (probe.address() as AddressInfo).port
  probe.close()
  await once(probe, 'close')
  return free
}
