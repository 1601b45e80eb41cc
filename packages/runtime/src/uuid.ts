import { z } from 'zod'

/** A UUID (RFC 9562) of any version in lower case, which is how Postgres writes it. */
export const uuid = z.guid().toLowerCase()
