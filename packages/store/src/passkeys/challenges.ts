import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { given, milliseconds } from '../database/values.ts'

const save = statement(sql`
  with expired as (delete from challenges where link_id = ${given('linkId')} and expires_at <= now())
  insert into challenges (challenge, link_id, expires_at)
  values (${given('challenge')}, ${given('linkId')}, now() + ${milliseconds(given('lifetimeMs'))})`)

const take = statement<{ isInTime: boolean }>(sql`
  delete from challenges where challenge = ${given('challenge')} and link_id = ${given('linkId')}
  returning expires_at > now() as "isInTime"`)

/** Saves a challenge for a registration with this link for `lifetimeMs`, and deletes the link's expired challenges. */
export async function saveChallenge(
  db: Db,
  challenge: { challenge: string; linkId: string; lifetimeMs: number },
): Promise<void> {
  await save(db, challenge)
}

/** Deletes a challenge. True, for one caller only, if it was saved for this link and has not expired. */
export async function takeChallenge(
  db: Db,
  challenge: { challenge: string; linkId: string },
): Promise<boolean> {
  const [taken] = await take(db, challenge)
  return taken?.isInTime ?? false
}
