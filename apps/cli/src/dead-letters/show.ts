import { deadLetterTexts } from '@passlink/messages'
import { type AttemptRecord, type Db, type DeliveryRecord, findDelivery } from '@passlink/store'
import { momentOf, plain, type Terminal } from '../terminal.ts'

const { commands, kinds, mayHaveArrived, outcomes } = deadLetterTexts

/** Prints everything that is stored about a delivery. Resolves to exit code 1 if there is no such delivery, else 0. */
export async function show(
  db: Db,
  { id, json }: { id: string; json: boolean },
  { stdout, stderr }: Terminal,
): Promise<number> {
  const delivery = await findDelivery(db, id)
  if (!delivery) {
    stderr.write(`${id}: no such delivery\n`)
    return 1
  }
  stdout.write(
    json ? `${JSON.stringify(delivery)}\n` : `${[...factsOf(delivery), ...historyOf(delivery)].join('\n')}\n`,
  )
  return 0
}

function factsOf(delivery: DeliveryRecord): string[] {
  const { status, reason, attempts, dueAt, sentAt, deadAt, discardedAt } = delivery
  const isUnknown =
    ['dead', 'discarded'].includes(status) && attempts.some(({ outcome }) => outcome === 'unknown')
  const facts: [string, string | false | null][] = [
    ['delivery', delivery.deliveryId],
    ['of', kinds[delivery.kind]],
    ['status', status],
    ['reason', reason],
    ['unknown', isUnknown && mayHaveArrived],
    ['person', delivery.userId],
    ['organization', delivery.organizationId],
    ['link', delivery.linkId && `${delivery.linkState} ${delivery.linkId}`],
    ['request', delivery.requestId],
    ['asked for', momentOf(delivery.createdAt)],
    ['next attempt', status === 'waiting' && dueAt && momentOf(dueAt)],
    ['deadline', momentOf(delivery.deadline)],
    ['sent', sentAt && momentOf(sentAt)],
    ...reportsOf(delivery),
    ['died', deadAt && momentOf(deadAt)],
    ['discarded', discardedAt && momentOf(discardedAt)],
  ]
  return facts.flatMap(([name, value]) => (value ? [`${name.padEnd(14)}${plain(value)}`] : []))
}

function reportsOf({ reports }: DeliveryRecord): [string, string][] {
  return (['delayed', 'bounced', 'complained'] as const).flatMap(kind => {
    const report = reports[kind]
    return report ? [[kind, `${momentOf(report.at)}  ${report.detail}`]] : []
  })
}

function historyOf({ attempts, redrives }: DeliveryRecord): string[] {
  if (attempts.length + redrives.length === 0) return ['attempts      none on record']
  const redrivenAfter = (count: number) =>
    redrives
      .filter(({ afterAttempts }) => afterAttempts === count)
      .flatMap(({ at, deadAt, deadReason }) => [
        ...(deadAt ? [`     ${momentOf(deadAt)}  died  ${plain(deadReason ?? '')}`] : []),
        `     ${momentOf(at)}  redriven`,
      ])
  const lines = attempts.flatMap(attempt => [lineOf(attempt), ...redrivenAfter(attempt.number)])
  return ['attempts', ...redrivenAfter(0), ...lines]
}

function lineOf({ number, startedAt, outcome, relay, command, detail }: AttemptRecord): string {
  const at = command && `at ${commands[command] ?? command}`
  const parts = [momentOf(startedAt), outcome ? outcomes[outcome] : 'under way', relay, at, detail]
  return `${String(number).padStart(3)}  ${plain(parts.filter(Boolean).join('  '))}`
}
