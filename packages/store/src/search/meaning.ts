import { sql } from 'drizzle-orm'
import { type Connection, statement } from '../database/statement.ts'
import { given, ids } from '../database/values.ts'
import { readUuid } from './read-search.ts'
import type { Search } from './search.ts'

/** What the part of a search without a word can be, in the order in which it is tried. */
const meanings = ['delivery', 'link', 'address', 'user', 'request', 'org'] as const

export type Meaning = (typeof meanings)[number]

/**
 * A search as it is carried out; its `link` is one id. `takenFor` is what the part without a word was found to be: null if
 * nothing has that id or address, absent if there is no such part. `userIds` are the users who are searched for, by their
 * ids or addresses.
 */
export type Meant = {
  search: Omit<Search, 'bare'>
  takenFor?: Meaning | null
  userIds?: string[]
}

type Found = Record<Meaning, boolean> & { addressees: string[]; linkId: string | null }

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
        select id from users
        where lower(email) = lower(${given('address')}) and (${given('user')}::text is null or id = ${given('user')})
        order by id limit ${sql.raw(`${usersMax}`)}
      ) as addressed
    ) as addressees,
    (select min(id::text) from links where id in ${ids('links')}) as "linkId"`)

/**
 * Finds out what is meant by the part of a search without a word, which of several ids is a link's, and who has the address
 * that is searched for, up to 20 users. A user id may look like an address or a UUID.
 */
export async function findMeaning(on: Connection, { bare, ...words }: Search): Promise<Meant> {
  const links = words.link?.split(',') ?? []
  if (bare === undefined && words.address === undefined && links.length < 2)
    return { search: words, ...usersOf(words, []) }
  const uuid = bare === undefined ? undefined : readUuid(bare)
  const { address = bare ?? null, user = null } = words
  const [found] = await find(on, { bare: bare ?? null, uuid: uuid ?? null, address, user, links })
  const addressees = found?.addressees ?? []
  const search = links.length < 2 ? words : { ...words, link: found?.linkId ?? (links[0] as string) }
  if (bare === undefined) return { search, ...usersOf(search, addressees) }
  const takenFor = meanings.find(meaning => found?.[meaning]) ?? null
  const value = takenFor === 'delivery' || takenFor === 'link' ? uuid : bare
  // A part that means something else than the same word with another value finds nothing.
  if (takenFor === null || value === undefined || (search[takenFor] ?? value) !== value)
    return { search: {}, takenFor: null, userIds: [] }
  const meant = { ...search, [takenFor]: value }
  return { search: meant, takenFor, ...usersOf(meant, addressees) }
}

function usersOf({ user, address }: Search, addressees: string[]): { userIds?: string[] } {
  if (address !== undefined) return { userIds: addressees }
  return user === undefined ? {} : { userIds: [user] }
}
