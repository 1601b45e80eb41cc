import { type SQL, sql } from 'drizzle-orm'

/** What a reason for death ends with where the answer to an attempt was lost: `certainly`, or as the attempts say; else nothing. */
export function mayHaveArrived({ deliveryId, certainly }: { deliveryId: SQL; certainly: SQL }): SQL {
  return sql`
    case when ${certainly} or exists (select from attempts where delivery_id = ${deliveryId} and outcome = 'unknown')
      then '; the answer to an attempt was lost: the mail may have arrived' else '' end`
}
