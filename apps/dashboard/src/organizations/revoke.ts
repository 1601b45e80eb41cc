import { type Actor, type Db, revokeLinks } from '@passlink/store'
import { afterStep, type Revocation } from './revocation.ts'

type Options = { actor: Actor; from: Revocation; withinMs: number }

/**
 * Revokes the links of an organization from where it stopped, and stops again after the batch that ends after
 * `withinMs`.
 */
export async function revoke(db: Db, id: string, { actor, from, withinMs }: Options): Promise<Revocation> {
  const endsAt = performance.now() + withinMs
  const steps = revokeLinks(db, id, actor, from.before === null ? {} : { before: from.before })
  let progress = from
  let locked = 0
  for await (const step of steps) {
    progress = afterStep(progress, step, locked)
    locked += step.busy
    if (performance.now() > endsAt) break
  }
  return progress
}
