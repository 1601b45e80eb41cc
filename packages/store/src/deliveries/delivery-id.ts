import { z } from 'zod'

/** A delivery's id as people copy it: blanks around it and capital letters do not matter. */
export const deliveryId = z.string().trim().toLowerCase().pipe(z.guid('is no delivery id'))
