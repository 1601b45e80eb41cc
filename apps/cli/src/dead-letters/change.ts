import { deadLetterTexts } from '@passlink/messages'
import {
  type ChangeName,
  type ChangeOutcomes,
  changeDeadLetters,
  changedOutcome,
  countDeadLetters,
  type Db,
  type DeadLetterFilter,
  diedBy,
  type UpdateQueue,
} from '@passlink/store'
import { actorOfCommand } from '../actor.ts'
import type { Terminal } from '../terminal.ts'
import { isConfirmed } from './ask.ts'

const texts: { [Name in ChangeName]: Record<ChangeOutcomes[Name], string> } = deadLetterTexts.changes

/**
 * Changes deliveries by their ids and prints the outcome of each. Resolves to exit code 1 if any was not changed, else
 * 0.
 */
export async function changeById(
  db: Db,
  updateQueue: UpdateQueue,
  { command, ids }: { command: ChangeName; ids: string[] },
  { stdout, stderr }: Terminal,
): Promise<number> {
  const outcomeTexts: Record<string, string> = texts[command]
  const { counts, queueUpdated } = await changeDeadLetters(
    db,
    { change: command, selected: ids, actor: actorOfCommand() },
    updateQueue,
    {
      onBatch: batch => {
        for (const { deliveryId, outcome } of batch) stdout.write(`${deliveryId}  ${outcomeTexts[outcome]}\n`)
      },
    },
  )
  if (!queueUpdated) stderr.write(`${deadLetterTexts.queueAway[command]}\n`)
  return Object.keys(counts).every(outcome => outcome === changedOutcome[command]) ? 0 : 1
}

/**
 * Changes the matching dead letters that were dead when they were counted, after a confirmation, and prints the number
 * of each outcome. Resolves to the exit code: 0 if done, 1 if not confirmed, 2 if confirmation is impossible without a
 * terminal.
 */
export async function changeMatching(
  db: Db,
  updateQueue: UpdateQueue,
  { command, filter, yes }: { command: ChangeName; filter: DeadLetterFilter; yes: boolean },
  terminal: Terminal,
): Promise<number> {
  const { stdin, stdout, stderr } = terminal
  const { count, hasMore, maybeArrived, asOf } = await countDeadLetters(db, filter)
  if (count === 0) {
    stdout.write('no dead letters\n')
    return 0
  }
  const atLeast = hasMore ? 'at least ' : ''
  const arrivedNote = maybeArrived > 0 ? `, of ${maybeArrived} the mail may have arrived already` : ''
  stderr.write(`${atLeast}${deadLetterTexts.counted(count, 'dead letter')}${arrivedNote}\n`)
  if (!yes && !stdin.isTTY) {
    stderr.write(`nothing was changed: --yes is needed to ${command} them\n`)
    return 2
  }
  const which = count === 1 ? 'it' : `all ${atLeast}${count}`
  if (!yes && !(await isConfirmed(`${command} ${which}?`, terminal))) {
    stderr.write('nothing was changed\n')
    return 1
  }
  const selection = { selected: diedBy(asOf, filter), actor: actorOfCommand() }
  const { counts, queueUpdated } = await changeDeadLetters(db, { change: command, ...selection }, updateQueue)
  for (const [outcome, text] of Object.entries(texts[command]))
    if (counts[outcome]) stdout.write(`${counts[outcome]} ${text}\n`)
  if (!queueUpdated) stderr.write(`${deadLetterTexts.queueAway[command]}\n`)
  return 0
}
