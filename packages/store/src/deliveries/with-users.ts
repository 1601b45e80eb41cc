import { sql } from 'drizzle-orm'

/** The deliveries with their links, if they have one, and their users, unless they were deleted. */
export const deliveriesWithUsers = sql`
  deliveries left join links on links.id = deliveries.link_id
    left join users on users.id = coalesce(links.user_id, of_user_id)`

/** Whom a delivery is about; the user may have been deleted. */
export const userId = sql`coalesce(links.user_id, of_user_id)`
export const organizationId = sql`coalesce(links.organization_id, of_organization_id)`
