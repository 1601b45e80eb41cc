import { type LoggedEvent, textIn } from './timeline.ts'

export type Death = { at: string; reason: string }

/**
 * Every death of a delivery that is known, from its events and from its row, which has only the last one (`current`) and
 * forgets it when the delivery is redriven or sent after all. A redrive says when and why the delivery had died; one by the
 * version before does not. A death is logged as well if a webhook reports it.
 */
export function deathsOf(events: readonly LoggedEvent[], current: Death | null): Death[] {
  const deaths: Death[] = []
  let logged: Death[] = []
  const add = (known: Death | null) => {
    const last = logged.at(-1)
    const isLogged = known !== null && last !== undefined && isSame(last, known)
    deaths.push(...(isLogged ? logged.slice(0, -1) : logged), ...(known ? [known] : []))
    logged = []
  }
  for (const event of events) {
    const { type, at } = event
    if (type === 'delivery.dead') logged.push({ at, reason: textIn(event, 'reason') ?? '' })
    if (type === 'delivery.redriven') add(redrivenDeath(event))
  }
  add(current)
  return deaths
}

function redrivenDeath(event: LoggedEvent): Death | null {
  const at = textIn(event, 'deadAt')
  return at === null ? null : { at, reason: textIn(event, 'deadReason') ?? '' }
}

/** The event of a death has its reason without what is known about it later, such as the last answer. */
const isSame = (logged: Death, known: Death) => known.reason.startsWith(logged.reason)
