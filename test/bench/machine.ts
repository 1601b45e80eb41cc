import { cpus, totalmem } from 'node:os'
import type { Plan } from './arguments.ts'
import type { Servers } from './servers/start-servers.ts'

/** Where, when and with what a run was made, as a line of Markdown. */
export function describeRun(
  { command, rounds }: Pick<Plan, 'command' | 'rounds'>,
  { postgres, redis }: Servers,
): string {
  return [
    `\`${command}\``,
    new Date().toISOString().slice(0, 10),
    `${rounds} ${rounds === 1 ? 'round' : 'rounds'}`,
    describeMachine(postgres.version),
    `Redis ${redis.version}`,
  ].join(' · ')
}

/** The machine, its Node and its Postgres. */
export function describeMachine(postgresVersion: string): string {
  const processors = cpus()
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  return [
    `${processors.length} cores (${processors[0]?.model.trim()}), ${gibibytes} GiB`,
    `Node ${process.versions.node}`,
    `Postgres ${postgresVersion}`,
  ].join(' · ')
}
