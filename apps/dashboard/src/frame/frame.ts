import { DatabaseError, listFirstPauses } from '@passlink/store'
import type { Context } from 'hono'
import type { Env, Operator } from '../access/operator.ts'
import type { ShownPause } from './pause-banner.tsx'

/**
 * What is around every page: who sees it, what is paused, or null if the database does not say, how many pauses there are
 * besides, and as of when (RFC 3339) the page is, if that is some seconds ago.
 */
export type Frame = {
  operator: Operator
  pauses: ShownPause[] | null
  morePauses: number
  asOf: string | null
}

const shownMax = 10

/**
 * Reads the frame of a page for whoever asks for it. A page that needs nothing else of the database is shown without
 * it.
 */
export async function readFrame(c: Context<Env>): Promise<Frame> {
  const { db, asOf } = c.get('reading')
  const { pauses, more: morePauses } = await listFirstPauses(db, shownMax).catch(error => {
    if (error instanceof DatabaseError) return { pauses: null, more: 0 }
    throw error
  })
  return { operator: c.get('operator'), pauses, morePauses, asOf: asOf() }
}
