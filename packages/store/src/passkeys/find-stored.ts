import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import { given } from '../database/values.ts'

/**
 * The passkeys of a user with all that is needed to verify an assertion, as the webhook `passkey.added` has them.
 * `credentialId` and `publicKey` are base64url, `createdAt` is RFC 3339.
 */
export type StoredPasskeys = {
  userHandle: string
  passkeys: {
    credentialId: string
    publicKey: string
    counter: number
    transports: string[]
    attachment: string | null
    aaguid: string
    backupEligible: boolean
    backedUp: boolean
    attestationFormat: string
    rpId: string
    origin: string
    name: string
    createdAt: string
  }[]
}

const find = statement<StoredPasskeys>(sql`
  select handle as "userHandle", (
    select coalesce(json_agg(json_build_object(
      'credentialId', credential_id,
      'publicKey', translate(encode(public_key, 'base64'), E'+/=\n', '-_'),
      'counter', counter, 'transports', transports, 'attachment', attachment, 'aaguid', aaguid,
      'backupEligible', backup_eligible, 'backedUp', backed_up, 'attestationFormat', attestation_format,
      'rpId', rp_id, 'origin', origin, 'name', name, 'createdAt', ${rfc3339(sql`created_at`)}
    ) order by passkeys.created_at, credential_id), '[]')
    from passkeys where user_id = users.id
  ) as passkeys
  from users where id = ${given('userId')}`)

/** Finds the passkeys of a user, the oldest first; undefined if there is no such user. */
export async function findStoredPasskeys(db: Db, userId: string): Promise<StoredPasskeys | undefined> {
  const [found] = await find(db, { userId })
  return found
}
