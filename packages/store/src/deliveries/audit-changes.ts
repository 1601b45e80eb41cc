import type { Transaction } from '../database/transaction.ts'
import { type Actor, insertAudit } from '../operators/audit.ts'
import type { Change } from './delivery.ts'

/** Records that `actor` made changes of deliveries; nothing if nobody is known to have made them. */
export async function auditChanges(
  tx: Transaction,
  changes: readonly Change[],
  { action, actor }: { action: `delivery.${string}`; actor: Actor | undefined },
): Promise<void> {
  if (!actor) return
  await insertAudit(
    tx,
    changes.map(({ before }) => ({ ...actor, action, subject: before.id })),
  )
}
