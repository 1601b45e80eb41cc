import { every, type Logger } from '@passlink/runtime'
import { kindOfScope, type Pause, type PauseScope, subjectOfScope } from '@passlink/store'
import { comparePauses, type KnownPauses } from './compare-pauses.ts'

/** The pauses in force, as this worker knows them. */
export type Pauses = {
  /** Whether a scope is paused. True before the first look: nothing begins until it is known what is paused. */
  isPaused: (scope: PauseScope) => boolean
  /** Why a scope is paused; null if it is not, or before the first look. */
  reasonOf: (scope: PauseScope) => string | null
  inForce: () => readonly Pause[]
  /** Calls `listener` after the first look, and whenever a pause has begun or ended. */
  onChange: (listener: () => void) => void
}

/** `unknownSince` returns since when the pauses are not known, if the last look is older than five seconds; else null. */
export type WatchedPauses = Pauses & { unknownSince: () => Date | null; stop: () => void }

const lookMs = 1_000
const knownForMs = 5_000

/**
 * Looks up the pauses in force once a second, and logs when one begins, changes and ends. While the database does not
 * answer the last ones stay valid: nothing can be claimed without it anyway. `relays` are the names of this worker's
 * relays.
 */
export function watchPauses(
  find: () => Promise<Pause[]>,
  relays: readonly string[],
  log: Logger,
): WatchedPauses {
  const listeners: (() => void)[] = []
  let known: KnownPauses | undefined
  let lookedAt = Date.now()

  function logBegin({ scope, reason, operator, since, endsAt }: Pause) {
    log.warn({ scope, reason, operator, since, endsAt }, 'paused')
    if (kindOfScope(scope) === 'relay' && !relays.includes(subjectOfScope(scope) ?? ''))
      log.warn({ scope, relays }, 'the relay that is paused is none of this worker')
  }

  async function look() {
    const found = new Map((await find()).map(pause => [pause.scope, pause]))
    lookedAt = Date.now()
    const { begun, ended } = comparePauses(known, found)
    const isChanged = !known || begun.length + ended.length > 0
    known = found
    for (const pause of begun) logBegin(pause)
    for (const { scope, reason } of ended) log.warn({ scope, reason }, 'no longer paused')
    if (isChanged) for (const listener of listeners) listener()
  }

  const looking = every(lookMs, look, {
    firstInMs: 0,
    onError: error => log.warn({ err: error }, 'pauses not looked up'),
  })

  return {
    isPaused: scope => !known || known.has(scope),
    reasonOf: scope => known?.get(scope)?.reason ?? null,
    inForce: () => [...(known?.values() ?? [])],
    onChange: listener => void listeners.push(listener),
    unknownSince: () => (Date.now() - lookedAt > knownForMs ? new Date(lookedAt) : null),
    stop: () => void looking.stop(),
  }
}
