import type { Pause, PauseScope } from '@passlink/store'

export type KnownPauses = ReadonlyMap<PauseScope, Pause>

/** Which pauses have begun, or have another reason or end now, and which are over. Before the first look none was known. */
export function comparePauses(before: KnownPauses | undefined, now: KnownPauses) {
  const isNew = ({ scope, since, reason, endsAt }: Pause) => {
    const known = before?.get(scope)
    return known?.since !== since || known.reason !== reason || known.endsAt !== endsAt
  }
  return {
    begun: [...now.values()].filter(isNew),
    ended: [...(before?.values() ?? [])].filter(({ scope }) => !now.has(scope)),
  }
}
