import { deadLetterTexts } from '@passlink/messages'
import {
  countDeadLetters,
  type Db,
  type DeadLetter,
  type DeadLetterFilter,
  listDeadLetters,
} from '@passlink/store'
import { momentOf, plain, type Terminal } from '../terminal.ts'

type Arguments = { filter: DeadLetterFilter; limit: number; json: boolean }

const pageSize = 500
const { counted, outcomes } = deadLetterTexts

/** Prints the matching dead letters, newest first, and their total number, which is counted up to a bound. */
export async function list(
  db: Db,
  { filter, limit, json }: Arguments,
  { stdout }: Terminal,
): Promise<number> {
  let shown = 0
  let before: DeadLetter | undefined
  while (shown < limit) {
    const page = await listDeadLetters(db, filter, { before, limit: Math.min(pageSize, limit - shown) })
    for (const letter of page) stdout.write(`${json ? JSON.stringify(letter) : entryOf(letter)}\n`)
    shown += page.length
    before = page.at(-1)
    if (page.length === 0) break
  }
  if (json) return 0
  const { count, hasMore } = await countDeadLetters(db, filter)
  const total = hasMore
    ? `at least ${counted(Math.max(count, shown), 'dead letter')}`
    : counted(count, 'dead letter')
  if (count === 0) stdout.write('no dead letters\n')
  else stdout.write(`${hasMore || shown < count ? `${shown} of ` : ''}${total}\n`)
  return 0
}

function entryOf(letter: DeadLetter): string {
  const { deliveryId, organizationId, userId, kind, deadAt, reason, attempts, outcome, relay, linkState } =
    letter
  const facts = [
    `${userId} of ${organizationId}`,
    counted(attempts, 'attempt'),
    outcome && outcomes[outcome],
    relay,
    kind !== 'link' && kind,
    kind === 'link' && linkState !== 'open' && `link ${linkState}`,
  ]
  return `${deliveryId}  ${momentOf(deadAt)}  ${plain(facts.filter(Boolean).join(', '))}\n  ${plain(reason)}`
}
