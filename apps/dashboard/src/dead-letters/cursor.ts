import { deliveryId } from '@passlink/store'
import { z } from 'zod'

// Postgres has no year 0.
const deadAt = z.iso
  .datetime()
  .max(40)
  .regex(/^(?!0000)/)
const cursor = z.object({ deadAt, deliveryId })

type Cursor = z.output<typeof cursor>

/** The cursor of a page of the list, for its URL: `<died at>_<delivery id>` of the dead letter before the page. */
export function cursorOf({ deadAt, deliveryId }: Cursor): string {
  return `${deadAt}_${deliveryId}`
}

/** Parses the result of {@link cursorOf}; undefined for any other text. */
export function readCursor(text = ''): Cursor | undefined {
  const [deadAt, deliveryId] = text.split('_')
  return cursor.safeParse({ deadAt, deliveryId }).data
}
