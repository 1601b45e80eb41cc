import { sql } from 'drizzle-orm'
import { statement } from '../database/statement.ts'
import type { Transaction } from '../database/transaction.ts'
import { given } from '../database/values.ts'

/** The credential of a registration (WebAuthn section 7.1). `credentialId` is base64url. */
export type NewPasskey = {
  credentialId: string
  publicKey: Uint8Array
  counter: number
  transports: string[]
  attachment: string | null
  aaguid: string
  backupEligible: boolean
  backedUp: boolean
  attestationFormat: string
  attestation: Uint8Array
  origin: string
  rpId: string
  name: string
}

const insert = statement<{ credential_id: string }>(sql`
  insert into passkeys (
    credential_id, user_id, public_key, counter, transports, attachment, aaguid, backup_eligible, backed_up,
    attestation_format, attestation, origin, rp_id, link_id, name
  )
  values (
    ${given('credentialId')}, ${given('userId')}, decode(${given('publicKey')}, 'hex'), ${given('counter')},
    ${given('transports')}::text[], ${given('attachment')}, ${given('aaguid')}, ${given('backupEligible')},
    ${given('backedUp')}, ${given('attestationFormat')}, decode(${given('attestation')}, 'hex'), ${given('origin')},
    ${given('rpId')}, ${given('linkId')}, ${given('name')}
  )
  on conflict (credential_id) do nothing returning credential_id`)

/** Stores a passkey. False if there is a passkey with this credential id already. */
export async function insertPasskey(
  tx: Transaction,
  { publicKey, attestation, ...facts }: NewPasskey,
  owner: { linkId: string; userId: string },
): Promise<boolean> {
  const bytes = { publicKey: hex(publicKey), attestation: hex(attestation) }
  return (await insert(tx, { ...facts, ...bytes, ...owner })).length > 0
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
