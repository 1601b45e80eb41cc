import { deliveryId, type Picked } from '@passlink/store'
import { z } from 'zod'

const afterAttempts = z.stringFormat('attempts', /^\d{1,9}$/).transform(Number)

/** A picked delivery as the value of a form's field: `<delivery id>`, or `<delivery id>_<attempts>` for one death of it. */
export const pickedText = ({ deliveryId, afterAttempts }: Picked): string =>
  afterAttempts === undefined ? deliveryId : `${deliveryId}_${afterAttempts}`

/** Reads the result of {@link pickedText}; undefined for any other text. */
export function readPicked(text: string): Picked | undefined {
  const [id, attempts, ...others] = text.split('_')
  const read = z.object({ deliveryId, afterAttempts: afterAttempts.optional() })
  return others.length > 0 ? undefined : read.safeParse({ deliveryId: id, afterAttempts: attempts }).data
}
