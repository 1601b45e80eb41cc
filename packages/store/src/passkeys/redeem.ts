import { sql } from 'drizzle-orm'
import { v7 as uuid } from 'uuid'
import type { Db } from '../database/open-database.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { run } from '../database/statement.ts'
import { webhookDeliveries } from '../deliveries/webhooks.ts'
import { linkState } from '../links/link-state.ts'

/** A credential that a registration brought (WebAuthn section 7.1). Ids are base64url, byte strings are bytes. */
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

export type Redemption = {
  linkId: string
  passkey: NewPasskey
  requestId: string
  /** Until when the person is told by mail, in milliseconds from now. */
  noticeDeadlineMs: number
  /** The same for the organization's webhook; null where there is none. */
  webhookDeadlineMs: number | null
}

export type Redeemed =
  | { outcome: 'redeemed'; sequence: string; at: string }
  | { outcome: 'passkey_exists' | 'recorded' | 'expired' | 'used' | 'revoked' | 'unknown' }

const deadlockDetected = '40P01'

type Row = { outcome: Redeemed['outcome']; sequence: string; at: string }

/**
 * Redeems a link by a completed registration, in one statement: stores the passkey, marks the link, revokes the person's other
 * open links, appends the events, and records what is to be told. All of it or none; of many at once for the links of one
 * person one succeeds.
 */
export async function redeemLink(
  db: Db,
  { linkId, passkey, requestId, noticeDeadlineMs, webhookDeadlineMs }: Redemption,
): Promise<Redeemed> {
  const { publicKey, attestation, ...facts } = passkey
  const told = { ...facts, publicKey: Buffer.from(publicKey).toString('base64url') }
  const statement = sql`
      with held as (
        -- In one order, so that nobody waits in a ring; whoever waited sees what the other did.
        select links.*, ${linkState} as state from links
        where user_id = (select user_id from links where id = ${linkId})
          and (id = ${linkId} or (redeemed_at is null and revoked_at is null))
        order by id for update
      ),
      target as (select * from held where id = ${linkId}),
      stored as (
        insert into passkeys (
          credential_id, user_id, public_key, counter, transports, attachment, aaguid, backup_eligible, backed_up,
          attestation_format, attestation, origin, rp_id, link_id, name
        )
        select ${facts.credentialId}, user_id, decode(${hex(publicKey)}, 'hex'), ${facts.counter}::bigint,
          array(select jsonb_array_elements_text(${JSON.stringify(facts.transports)}::jsonb)),
          ${facts.attachment}, ${facts.aaguid}::uuid, ${facts.backupEligible}::boolean, ${facts.backedUp}::boolean,
          ${facts.attestationFormat}, decode(${hex(attestation)}, 'hex'), ${facts.origin}, ${facts.rpId}, id, ${facts.name}
        from target where state = 'open'
        on conflict (credential_id) do nothing
        returning credential_id
      ),
      redeemed as (
        update links set redeemed_at = now() from stored where links.id = ${linkId}
        returning links.id, links.user_id, links.organization_id
      ),
      revoked as (
        update links set revoked_at = now() from held, stored where links.id = held.id and links.id <> ${linkId}
        returning links.id, links.user_id, links.organization_id
      ),
      noted as (
        insert into events (user_id, organization_id, link_id, type, data)
        select user_id, organization_id, id, 'link.redeemed', '{}' from redeemed
        union all
        select user_id, organization_id, id, 'link.revoked', jsonb_build_object('because', 'another link was redeemed')
        from revoked
      ),
      added as (
        insert into events (user_id, organization_id, link_id, type, data)
        select redeemed.user_id, redeemed.organization_id, redeemed.id, 'passkey.added',
          ${JSON.stringify(told)}::jsonb || jsonb_build_object('userHandle', users.handle)
        from redeemed join users on users.id = redeemed.user_id
        returning sequence, at, link_id
      ),
      notice as (
        insert into deliveries (id, link_id, kind, event_sequence, request_id, deadline)
        select ${uuid()}::uuid, link_id, 'notice', sequence, ${requestId}, now() + ${noticeDeadlineMs} * interval '1 millisecond'
        from added
      ),
      hooked as (${webhookDeliveries(sql`select link_id, sequence, ${requestId} as request_id from added`, webhookDeadlineMs)})
      select
        case
          when target.id is null then 'unknown'
          when added.sequence is not null then 'redeemed'
          when state = 'open' then 'passkey_exists'
          when state = 'redeemed' then 'used'
          else state
        end as outcome,
        added.sequence, ${rfc3339(sql`added.at`)} as at
      from (select 1) as one left join target on true left join added on true`
  const [row] = await run<Row>(db, statement).catch(error => {
    // Whoever is in the ring with others' claims has changed nothing, and may try again.
    if (error.code === deadlockDetected) return run<Row>(db, statement)
    throw error
  })
  const { outcome, sequence, at } = row as Row
  return outcome === 'redeemed' ? { outcome, sequence: String(sequence), at } : { outcome }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
