import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { statement } from '../database/statement.ts'
import { storableJson } from '../database/storable.ts'
import { transact } from '../database/transaction.ts'
import { given } from '../database/values.ts'

type OwnTexts = { organizationId: string; language: string; texts: Readonly<Record<string, string>> | null }

// Locks the organization, which orders the changes of one organization.
const count = statement<{ id: string }>(sql`
  update organizations set brand_version = brand_version + 1 where id = ${given('organizationId')} returning id`)

const save = statement(sql`
  insert into organization_texts (organization_id, language, texts)
  values (${given('organizationId')}, ${given('language')}, ${given('texts')}::text::jsonb)
  on conflict (organization_id, language) do update set texts = excluded.texts`)

const remove = statement(sql`
  delete from organization_texts
  where organization_id = ${given('organizationId')} and language = ${given('language')}`)

/**
 * Replaces the texts of an organization in a language; null removes them. Resolves to whether the organization is
 * known.
 */
export function saveTexts(db: Db, { texts, ...own }: OwnTexts): Promise<boolean> {
  return transact(db, async tx => {
    if ((await count(tx, own)).length === 0) return false
    await (texts === null ? remove(tx, own) : save(tx, { ...own, texts: storableJson(texts) }))
    return true
  })
}
