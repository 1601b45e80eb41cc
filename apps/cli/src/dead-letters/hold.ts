import { setTimeout as delay } from 'node:timers/promises'
import { deadLetterTexts } from '@passlink/messages'
import { countOpenMails, type Db, holdOpenMails, leastDeliveryId } from '@passlink/store'
import { actorOfCommand } from '../actor.ts'
import type { Terminal } from '../terminal.ts'
import { isConfirmed } from './ask.ts'

type Options = { until?: string | undefined; yes: boolean }

const pauseMs = 1_000
const waitMs = 60_000

/**
 * Holds back what a restored database has as open, recorded before `until` (RFC 3339) if that is given, after a
 * confirmation. Waits a minute for claims to lapse. Resolves to the exit code: 0 if done, 1 if not confirmed or
 * attempts are still under way, 2 if confirmation is impossible without a terminal.
 */
export async function hold(db: Db, { until, yes }: Options, terminal: Terminal): Promise<number> {
  const { stdin, stdout, stderr } = terminal
  const range = until === undefined ? {} : { before: leastDeliveryId(Date.parse(until)) }
  const count = await countOpenMails(db, range)
  stderr.write(`${deadLetterTexts.counted(count, 'open mail')}\n`)
  if (count > 0 && !yes && !stdin.isTTY) {
    stderr.write('nothing was changed: --yes is needed to hold them back\n')
    return 2
  }
  if (count > 0 && !yes && !(await isConfirmed('hold back what has not been sent yet?', terminal))) {
    stderr.write('nothing was changed\n')
    return 1
  }
  let held = 0
  for (const endsAt = performance.now() + waitMs; ; await delay(pauseMs)) {
    let busy = 0
    for await (const outcomes of holdOpenMails(db, { ...range, actor: actorOfCommand() })) {
      held += outcomes.filter(outcome => outcome === 'held').length
      busy += outcomes.filter(outcome => outcome === 'busy').length
    }
    if (busy > 0 && performance.now() < endsAt) continue
    stdout.write(`${held.toLocaleString('en')} held back\n`)
    if (busy > 0) stderr.write(`${busy} are under way: stop the workers first\n`)
    return busy > 0 ? 1 : 0
  }
}
