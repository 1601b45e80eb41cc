import type { DeliveryQueue, DeliveryQueues } from '@passlink/queue'
import { type Db, listPauses, type Pause } from '@passlink/store'
import { momentOf, plain, type Terminal } from '../terminal.ts'

/**
 * Prints what is paused, the longest first, also the queues that were paused with another tool. Resolves to the exit
 * code.
 */
export async function list(
  db: Db,
  queues: DeliveryQueues,
  { json }: { json: boolean },
  { stdout, stderr }: Terminal,
): Promise<number> {
  const pauses = await listPauses(db)
  for (const pause of pauses) stdout.write(`${json ? JSON.stringify(pause) : textOf(pause)}\n`)
  const states = await Promise.all([stateOf('deliveries', queues.mail), stateOf('webhooks', queues.webhook)])
  const paused = states.filter(({ state }) => state === 'paused')
  for (const { scope } of paused)
    stdout.write(
      json ? `${JSON.stringify({ scope })}\n` : `${scope}  paused with another tool, which ends it\n`,
    )
  const isAway = states.some(({ state }) => state === 'away')
  if (isAway) stderr.write('the queue is away: whether it was paused with another tool is not known\n')
  else if (!json && pauses.length + paused.length === 0) stdout.write('nothing is paused\n')
  return 0
}

/** A pause on two lines: its facts, and its reason. */
export function textOf({ scope, reason, operator, since, endsAt }: Pause): string {
  const until = endsAt === null ? 'until it is ended' : `until ${momentOf(endsAt)}`
  return `${plain(scope)}  since ${momentOf(since)}, ${until}, by ${plain(operator)}\n  ${plain(reason)}`
}

async function stateOf(name: string, queue: Pick<DeliveryQueue, 'isPaused'>) {
  const state = await queue.isPaused().then(
    isPaused => (isPaused ? 'paused' : 'taken'),
    () => 'away',
  )
  return { scope: `queue:${name}`, state }
}
