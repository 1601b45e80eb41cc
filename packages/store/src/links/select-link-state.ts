import { sql } from 'drizzle-orm'

/** A link's state as `stateOf` tells it, where a statement only reads: what it selects of `links`. */
export const linkState = sql`
  case
    when links.id is null then 'unknown'
    when redeemed_at is not null then 'redeemed'
    when revoked_at is not null then 'revoked'
    when expires_at is null then 'recorded'
    when expires_at <= now() then 'expired'
    else 'open'
  end`
