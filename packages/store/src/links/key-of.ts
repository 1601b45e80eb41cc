import { storable } from '../database/storable.ts'
import type { Idempotency } from './link-request.ts'

/** The map key of an idempotency key; equal for texts that Postgres stores as the same text. */
export const keyOf = ({ caller, client, key }: Omit<Idempotency, 'requestHash'>) =>
  JSON.stringify([caller, client ?? '', key].map(storable))
