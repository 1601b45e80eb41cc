import { z } from 'zod'

/** A delivery's id as people copy it, in the spelling that the queue names its job by. */
export const deliveryId = z.string().trim().toLowerCase().pipe(z.guid('is no delivery id'))
