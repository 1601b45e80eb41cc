import { customType, timestamp } from 'drizzle-orm/pg-core'

/** A moment, read and written as text to the microsecond. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' })

export const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })
