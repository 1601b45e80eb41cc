import type { AttemptOutcome } from '@passlink/store'
import type { Row } from './row.ts'

const usual: Record<AttemptOutcome, string> = {
  accepted: 'sent',
  rejected: 'dead',
  deferred: 'tried again by the schedule',
  not_sent: 'the next relay at once; no attempt spent',
  unknown: 'tried again by the schedule, same Message-ID and link',
}

/** The rows as a table of docs/delivery.md. */
export function tableOf(rows: Row[]): string {
  return ['| when | the relay | outcome | what follows |', '|---|---|---|---|', ...rows.map(lineOf)].join(
    '\n',
  )
}

function lineOf({ when, label, outcome, namedMs, reason }: Row): string {
  const follows = namedMs ? `tried again in ${namedMs / 60_000} minutes, as named` : usual[outcome]
  return `| ${when} | ${label} | ${outcome} | ${follows}${reason ? ` (${reason})` : ''} |`
}
