import { sql } from 'drizzle-orm'
import { statement } from '../database/statement.ts'
import { storableJson } from '../database/storable.ts'
import type { Transaction } from '../database/transaction.ts'
import { given, type Instant } from '../database/values.ts'
import type { RequestDetails } from '../links/request-details.ts'

/** `id` is that of the delivery of the notice that has the link. */
export type NewUndoLink = {
  id: string
  userId: string
  credentialId: string
  passkeyName: string
  keyId: string
  expiresAt: Instant
  details: RequestDetails
}

const insert = statement(sql`
  insert into undo_links (id, user_id, credential_id, passkey_name, key_id, expires_at, details)
  values (
    ${given('id')}, ${given('userId')}, ${given('credentialId')}, ${given('passkeyName')}, ${given('keyId')},
    to_timestamp(${given('expiresAt')}::float8 / 1000), ${given('details')}::text::jsonb
  )`)

/** Records the link with which a new passkey can be removed. */
export async function insertUndoLink(tx: Transaction, link: NewUndoLink): Promise<void> {
  await insert(tx, { ...link, details: storableJson(link.details) })
}
