import { sql } from 'drizzle-orm'

/** `recorded`: no mail with it has left yet; `open`: it can be redeemed. */
export type LinkState = 'recorded' | 'open' | 'expired' | 'redeemed' | 'revoked' | 'unknown'

/** What a statement selects of `links`, as a {@link LinkState}. */
export const linkState = sql`
  case
    when links.id is null then 'unknown'
    when redeemed_at is not null then 'redeemed'
    when revoked_at is not null then 'revoked'
    when expires_at is null then 'recorded'
    when expires_at <= now() then 'expired'
    else 'open'
  end`
