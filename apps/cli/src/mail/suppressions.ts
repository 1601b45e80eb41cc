import {
  type Db,
  findSuppressions,
  liftSuppression,
  listSuppressions,
  recordAudit,
  type Suppression,
} from '@passlink/store'
import { actorOfCommand } from '../actor.ts'
import { momentOf, plain, type Terminal } from '../terminal.ts'

const listMax = 1_000

/**
 * Prints the addresses that get no mail, the latest first, or that of one user, which is in the audit before. Resolves to
 * exit code 0, or to 1 if that user's address is not suppressed.
 */
export async function listSuppressed(
  db: Db,
  { user }: { user: string | undefined },
  { stdout, stderr }: Terminal,
): Promise<number> {
  const found = user === undefined ? await listSuppressions(db, listMax) : await findSuppressions(db, [user])
  const suppressions = found.filter(one => one !== undefined)
  if (suppressions.length > 0) {
    const subject = user ?? null
    const details = user === undefined ? { suppressed: suppressions.length } : {}
    await recordAudit(db, [{ ...actorOfCommand(), action: 'address.shown', subject, details }])
  }
  for (const suppression of suppressions) stdout.write(`${plain(lineOf(suppression))}\n`)
  if (user === undefined || suppressions.length > 0) return 0
  stderr.write(`the address of ${plain(user)} is not suppressed\n`)
  return 1
}

const lineOf = ({ at, userId, organizationId, email, reason, deliveryId }: Suppression) =>
  `${momentOf(at)}  ${userId} of ${organizationId}  ${email}  ${reason}  (${deliveryId})`

/** Lifts the suppression of a user's address. Resolves to exit code 0, or to 1 if it is not suppressed. */
export async function lift(db: Db, user: string, { stdout, stderr }: Terminal): Promise<number> {
  const lifted = await liftSuppression(db, user, actorOfCommand())
  if (lifted) stdout.write(`${plain(user)} gets mail again\n`)
  else stderr.write(`the address of ${plain(user)} is not suppressed\n`)
  return lifted ? 0 : 1
}
