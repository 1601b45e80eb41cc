import { sql } from 'drizzle-orm'

/** The state of a row of `links`, equal to that of `stateOf`, for statements that only read. */
export const linkState = sql`
  case
    when redeemed_at is not null then 'redeemed'
    when revoked_at is not null then 'revoked'
    when expires_at is null then 'recorded'
    when expires_at <= now() then 'expired'
    else 'open'
  end`
