import { z } from 'zod'

/** A UUID (RFC 9562) of any version, converted to lower case, as Postgres formats it. */
export const uuid = z.guid().toLowerCase()
