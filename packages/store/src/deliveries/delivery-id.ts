import { z } from 'zod'

/** The id of a delivery as text; surrounding white space and upper case are accepted. */
export const deliveryId = z.string().trim().toLowerCase().pipe(z.guid('is no delivery id'))
