import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { storableJson } from '../database/storable.ts'
import { transact } from '../database/transaction.ts'
import { given } from '../database/values.ts'
import { brandVersion } from './brand-version.ts'

type OwnTexts = { organizationId: string; language: string; texts: Readonly<Record<string, string>> | null }

const count = statement(sql`
  update organizations set brand_version = ${brandVersion} + 1 where id = ${given('organizationId')}`)

const lock = statement<{ id: string }>(sql`
  select id from organizations where id = ${given('organizationId')} for no key update`)

const save = statement<{ language: string }>(sql`
  insert into organization_texts (organization_id, language, texts)
  values (${given('organizationId')}, ${given('language')}, ${given('texts')}::text::jsonb)
  on conflict (organization_id, language) do update set texts = excluded.texts
  where organization_texts.texts <> excluded.texts
  returning language`)

const remove = statement<{ language: string }>(sql`
  delete from organization_texts
  where organization_id = ${given('organizationId')} and language = ${given('language')}
  returning language`)

/**
 * Replaces the texts of an organization in a language; null removes them. What does not change them is no new version.
 * Resolves to whether the organization is known.
 */
export function saveTexts(db: Db, { texts, ...own }: OwnTexts): Promise<boolean> {
  return transact(db, async tx => {
    // Orders the changes of one organization.
    if ((await lock(tx, own)).length === 0) return false
    const changed =
      texts === null ? await remove(tx, own) : await save(tx, { ...own, texts: storableJson(texts) })
    if (changed.length > 0) await count(tx, own)
    return true
  })
}
