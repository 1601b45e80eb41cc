import { z } from 'zod'

/** The id of a link as the path has it, in the spelling that the database knows. */
export const linkId = z.guid().toLowerCase()
