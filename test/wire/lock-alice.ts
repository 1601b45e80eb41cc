import type { Passlink } from '../passlink.ts'

const statements = {
  users: "select from users where id = 'alice' for update",
  passkeys: "select from passkeys where user_id = 'alice' for update",
}

/** Locks the rows of alice in a table. Resolves to a function that unlocks them. */
export async function lockAlice(
  { database }: Passlink,
  table: keyof typeof statements = 'users',
): Promise<() => Promise<void>> {
  const holder = await database.sql.reserve()
  await holder`begin`
  await holder.unsafe(statements[table])
  return async () => {
    await holder`rollback`
    holder.release()
  }
}
