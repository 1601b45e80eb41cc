import {
  countDeadLetters,
  type Db,
  type DeadLetter,
  type DeadLetterFilter,
  listDeadLetters,
} from '@passlink/store'
import { counted, outcomeWords } from '../words.ts'
import { momentOf, plain, type Terminal } from './terminal.ts'

type Asked = { filter: DeadLetterFilter; limit: number; json: boolean }

const pageSize = 500

/** Writes the dead letters that match, the newest first, and how many there are. */
export async function list(db: Db, { filter, limit, json }: Asked, { stdout }: Terminal): Promise<number> {
  let shown = 0
  let before: DeadLetter | undefined
  while (shown < limit) {
    const page = await listDeadLetters(db, filter, { before, limit: Math.min(pageSize, limit - shown) })
    for (const letter of page) stdout.write(`${json ? JSON.stringify(letter) : entryOf(letter)}\n`)
    shown += page.length
    before = page.at(-1)
    if (page.length === 0) break
  }
  if (!json) {
    const { count } = await countDeadLetters(db, filter)
    stdout.write(
      `${shown < count ? `${shown} of ` : ''}${count === 0 ? 'no dead letters' : counted(count, 'dead letter')}\n`,
    )
  }
  return 0
}

function entryOf(letter: DeadLetter): string {
  const { deliveryId, organizationId, userId, kind, deadAt, reason, attempts, outcome, relay, linkState } =
    letter
  const facts = [
    `${userId} of ${organizationId}`,
    counted(attempts, 'attempt'),
    outcome && outcomeWords[outcome],
    relay,
    kind !== 'link' && kind,
    kind === 'link' && ['redeemed', 'revoked'].includes(linkState) && `link ${linkState}`,
  ]
  return `${deliveryId}  ${momentOf(deadAt)}  ${plain(facts.filter(Boolean).join(', '))}\n  ${plain(reason)}`
}
