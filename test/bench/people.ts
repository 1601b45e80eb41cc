import type postgres from 'postgres'

/** Who links are asked for, the same thousand on every side. */
export const personIds = Array.from({ length: 1_000 }, (_, index) => `person-${index}`)

export const organizationId = 'acme'

export const addressOf = (personId: string) => `${personId}@acme.example`

/** The place in {@link personIds} of the person whom an address belongs to; undefined for any other address. */
export function personAt(address: string): number | undefined {
  const digits = /^person-(\d+)@acme\.example$/.exec(address)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Saves them in a database with Passlink's tables. */
export async function savePeople(sql: postgres.Sql): Promise<void> {
  await sql`insert into organizations (id, name) values (${organizationId}, 'Acme')`
  await sql`
    insert into users (id, organization_id, email, email_verified, display_name, language)
    select id, ${organizationId}, id || '@acme.example', true, initcap(replace(id, '-', ' ')), 'en'
    from unnest(${personIds}::text[]) as id`
}
