import type { Transaction } from '../database/transaction.ts'
import { type Actor, insertAudit } from '../operators/audit.ts'

/** With `importedBy` it is an operator who saves, of which the audit has a line if anything is changed. */
export type Saving = { importedBy?: Actor | undefined }

/** Records what an operator imported, in the transaction in which it is saved. */
export async function auditImport(
  tx: Transaction,
  action: 'users.imported' | 'organizations.imported',
  saved: readonly { outcome: string }[],
  { importedBy }: Saving,
): Promise<void> {
  const count = (wanted: string) => saved.filter(({ outcome }) => outcome === wanted).length
  const details = { added: count('added'), changed: count('changed') }
  if (importedBy && details.added + details.changed > 0)
    await insertAudit(tx, [{ ...importedBy, action, subject: null, details }])
}
