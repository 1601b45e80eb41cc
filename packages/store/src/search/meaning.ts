import { sql } from 'drizzle-orm'
import { type Connection, statement } from '../database/statement.ts'
import { given } from '../database/values.ts'
import { isUuid } from './read-search.ts'
import type { Search } from './search.ts'

/** What the part of a search without a word can be, in the order in which it is tried. */
const meanings = ['delivery', 'link', 'address', 'user', 'request', 'org'] as const

export type Meaning = (typeof meanings)[number]

/**
 * A search as it is carried out. `takenFor` is what the part without a word was found to be: null if nothing has that id
 * or address, absent if there is no such part. `userIds` are the users who are searched for, by their ids or addresses.
 */
export type Meant = {
  search: Omit<Search, 'bare'>
  takenFor?: Meaning | null
  userIds?: string[]
}

type Found = Record<Meaning, boolean> & { addressees: string[] }

const usersMax = 20

const find = statement<Found>(sql`
  select
    exists (select from deliveries where id = ${given('uuid')}::uuid) as delivery,
    exists (select from links where id = ${given('uuid')}::uuid) as link,
    exists (select from users where lower(email) = lower(${given('bare')})) as address,
    exists (select from users where id = ${given('bare')})
      or exists (select from deliveries where of_user_id = ${given('bare')}) as "user",
    exists (select from deliveries where request_id = ${given('bare')}) as request,
    exists (select from organizations where id = ${given('bare')}) as org,
    (
      select coalesce(json_agg(id), '[]') from (
        select id from users where lower(email) = lower(${given('address')}) order by id limit ${sql.raw(`${usersMax}`)}
      ) as addressed
    ) as addressees`)

/**
 * Finds out what is meant by the part of a search without a word, and who has the address that is searched for, up to 20
 * users. A user id may look like an address or a UUID.
 */
export async function findMeaning(on: Connection, { bare, ...search }: Search): Promise<Meant> {
  if (bare === undefined && search.address === undefined) return { search, ...usersOf(search, []) }
  const uuid = bare !== undefined && isUuid(bare) ? bare : null
  const address = search.address ?? bare
  const [found] = await find(on, { bare: bare ?? null, uuid, address })
  const addressees = found?.addressees ?? []
  if (bare === undefined) return { search, ...usersOf(search, addressees) }
  const takenFor = meanings.find(meaning => found?.[meaning]) ?? null
  // A part that means something else than the same word with another value finds nothing.
  if (takenFor === null || (search[takenFor] ?? bare) !== bare)
    return { search: {}, takenFor: null, userIds: [] }
  const meant = { ...search, [takenFor]: bare }
  return { search: meant, takenFor, ...usersOf(meant, addressees) }
}

function usersOf({ user, address }: Search, addressees: string[]): { userIds?: string[] } {
  if (address !== undefined) return { userIds: addressees.filter(id => user === undefined || user === id) }
  return user === undefined ? {} : { userIds: [user] }
}
