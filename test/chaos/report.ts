import { type Account, breachesOf } from './accounting/account-for.ts'
import type { Breach } from './accounting/breach.ts'
import type { Backend } from './backend.ts'
import type { Facts } from './facts.ts'

/** The summary line of a run. */
export function summarize(backend: Backend, account: Account): string {
  const { requests, lost, duplicates, deadLinks, neglected, recovery } = account
  return [
    `${backend}: requests ${requests}`,
    `lost ${lost.length}`,
    `duplicates ${duplicates.count} (unexplained ${duplicates.unexplained.length})`,
    `dead links mailed ${deadLinks.length}`,
    `neglected ${neglected.length}`,
    `worst recovery ${Math.round(recovery.worstRecoveryMs)} ms`,
  ].join(', ')
}

/** A description of a run for people to read. */
export function describeRun(account: Account, facts: Facts, endings: string[]): string {
  const { requests, promised, sent, dead, recovery } = account
  const reasons = countBy(facts.deliveries.flatMap(({ deadReason }) => deadReason?.slice(0, 70) ?? []))
  const statuses = countBy(facts.calls.map(({ status }) => `${status ?? 'no answer'}`))
  const lines = [
    `${requests} calls, of which ${promised} were promised a mail; by status: ${statuses.map(([status, count]) => `${count} × ${status}`).join(', ')}`,
    `${facts.deliveries.length} deliveries: ${sent} sent, ${dead} dead; ${facts.deadLinks.length} links were made unusable`,
    ...reasons.map(([reason, count]) => `  ${count} × dead: ${reason}`),
    `${facts.webhooks.length} webhooks, of which ${facts.webhooks.filter(({ arrived }) => arrived).length} arrived`,
    `longest wait for a mail, whatever was broken: ${Math.round(recovery.longestWaitMs)} ms`,
    `${facts.faults.length} faults:`,
    ...countBy(facts.faults.map(fault => fault.what)).map(([what, count]) => `  ${count} × ${what}`),
    ...endings.map(ending => `unasked: ${ending}`),
  ]
  return lines.join('\n')
}

/** Every breach with all that is known of its delivery. */
export function describeBreaches(account: Account, facts: Facts): string {
  return breachesOf(account)
    .map(breach => describeBreach(breach, facts))
    .join('\n')
}

function describeBreach({ what, requestId, deliveryId }: Breach, facts: Facts): string {
  const delivery = facts.deliveries.find(({ id }) => id === deliveryId)
  const time = (ms: number | null) => (ms === null ? '-' : new Date(ms).toISOString().slice(11, 23))
  const death = facts.deadLinks.find(({ linkId }) => linkId === delivery?.linkId)
  return [
    `BROKEN ${what}`,
    `  request ${requestId}, delivery ${deliveryId}: ${delivery?.status}, ${delivery?.deadReason}`,
    ...(delivery ? [`  deadline ${time(delivery.deadline)}, link expires ${time(delivery.expiresAt)}`] : []),
    ...(death ? [`  link ${death.how} ${time(death.at)}`] : []),
    ...(delivery?.attempts ?? []).map(
      ({ number, startedAt, finishedAt, outcome, relay, detail }) =>
        `  attempt ${number} ${time(startedAt)} to ${time(finishedAt)}: ${outcome} ${relay ?? ''} ${detail ?? ''}`,
    ),
    ...facts.copies
      .filter(copy => copy.deliveryId === deliveryId)
      .map(({ relay, receivedAt }) => `  in the mailbox ${time(receivedAt)} through ${relay}`),
  ].join('\n')
}

function countBy(names: string[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([one], [other]) => one.localeCompare(other))
}
