import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { run } from '../database/statement.ts'

/** Keeps a challenge for a link's registration for `lifetimeMs`; those of the link that are too old go. */
export async function saveChallenge(
  db: Db,
  { challenge, linkId, lifetimeMs }: { challenge: string; linkId: string; lifetimeMs: number },
): Promise<void> {
  await run(
    db,
    sql`
      with old as (delete from challenges where link_id = ${linkId} and expires_at <= now())
      insert into challenges (challenge, link_id, expires_at)
      values (${challenge}, ${linkId}, now() + ${lifetimeMs} * interval '1 millisecond')`,
  )
}

/** True once for each challenge that was saved for this link and is not too old; whoever takes it uses it up. */
export async function takeChallenge(
  db: Db,
  { challenge, linkId }: { challenge: string; linkId: string },
): Promise<boolean> {
  const taken = await run<{ in_time: boolean }>(
    db,
    sql`
      delete from challenges where challenge = ${challenge} and link_id = ${linkId}
      returning expires_at > now() as in_time`,
  )
  return taken[0]?.in_time ?? false
}
