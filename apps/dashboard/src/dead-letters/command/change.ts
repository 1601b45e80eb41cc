import { countDeadLetters, type Db, type DeadLetterFilter } from '@passlink/store'
import { carryOut } from '../carry-out.ts'
import { type Change, type ChangeName, doneBy } from '../changes.ts'
import { diedBy } from '../read-filter.ts'
import { changeWords, counted, queueAwayWords } from '../words.ts'
import { isConfirmed } from './ask.ts'
import type { Terminal } from './terminal.ts'

/** Changes deliveries one by one and says of each what became of it; 1 when any of them could not be. */
export async function changeById(
  change: Change,
  { command, ids }: { command: ChangeName; ids: string[] },
  { stdout, stderr }: Terminal,
): Promise<number> {
  const words: Record<string, string> = changeWords[command]
  const { counts, queueTold } = await carryOut(command, change, ids, {
    onBatch: batch => {
      for (const { deliveryId, outcome } of batch) stdout.write(`${deliveryId}  ${words[outcome]}\n`)
    },
  })
  if (!queueTold) stderr.write(`${queueAwayWords[command]}\n`)
  return Object.keys(counts).every(outcome => outcome === doneBy[command]) ? 0 : 1
}

/** Changes what had died and matches by the time it was counted, once somebody agreed; says how many came to what. */
export async function changeMatching(
  db: Db,
  change: Change,
  { command, filter, yes }: { command: ChangeName; filter: DeadLetterFilter; yes: boolean },
  terminal: Terminal,
): Promise<number> {
  const { stdin, stdout, stderr } = terminal
  const { count, maybeArrived, asOf } = await countDeadLetters(db, filter)
  if (count === 0) {
    stdout.write('no dead letters\n')
    return 0
  }
  const lost = `, of ${maybeArrived} the mail may have arrived already`
  stderr.write(`${counted(count, 'dead letter')}${maybeArrived > 0 ? lost : ''}\n`)
  if (!yes && !stdin.isTTY) {
    stderr.write(`nothing was changed: --yes is needed to ${command} them\n`)
    return 2
  }
  if (!yes && !(await isConfirmed(`${command} ${count === 1 ? 'it' : `all ${count}`}?`, terminal))) {
    stderr.write('nothing was changed\n')
    return 1
  }
  const { counts, queueTold } = await carryOut(command, change, diedBy(asOf, filter))
  for (const [outcome, words] of Object.entries(changeWords[command]))
    if (counts[outcome]) stdout.write(`${counts[outcome]} ${words}\n`)
  if (!queueTold) stderr.write(`${queueAwayWords[command]}\n`)
  return 0
}
