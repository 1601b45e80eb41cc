import type { Instant } from '../database/values.ts'

/** The times that determine what an undo link can do. */
export type UndoTimes = { expiresAt: Instant; redeemedAt: Instant | null }

/** `open`: the passkey can be removed. */
export type UndoState = 'open' | 'expired' | 'redeemed'

/** The state of an undo link. */
export function undoStateOf({ expiresAt, redeemedAt }: UndoTimes, now: Instant): UndoState {
  if (redeemedAt !== null) return 'redeemed'
  return expiresAt <= now ? 'expired' : 'open'
}
