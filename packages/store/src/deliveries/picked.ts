import type { Delivery } from './delivery.ts'

/**
 * A delivery that an operator picked. With `afterAttempts` they saw it dead after so many attempts, and mean no other
 * death of it.
 */
export type Picked = { deliveryId: string; afterAttempts?: number | undefined }

/** Whether a dead delivery has died again since an operator picked it. */
export const hasDiedAgain = ({ attempts }: Delivery, afterAttempts: number | undefined): boolean =>
  afterAttempts !== undefined && afterAttempts !== attempts
