import { deliveryId } from '@passlink/store'
import { z } from 'zod'

// Postgres has no year 0.
const deadAt = z.iso
  .datetime()
  .max(40)
  .regex(/^(?!0000)/)
const place = z.object({ deadAt, deliveryId })

type Place = z.output<typeof place>

/** Where in the list a page begins, in an address: `<died at>_<delivery id>`. */
export function placeOf({ deadAt, deliveryId }: Place): string {
  return `${deadAt}_${deliveryId}`
}

/** Reads what {@link placeOf} wrote; undefined for anything else. */
export function readPlace(text = ''): Place | undefined {
  const [deadAt, deliveryId] = text.split('_')
  return place.safeParse({ deadAt, deliveryId }).data
}
