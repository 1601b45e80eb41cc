import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import type postgres from 'postgres'
import { organizationId, personIds } from '../people.ts'
import * as schema from './schema.ts'

/** Makes the tables that the schema declares in an empty database, and saves the people. */
export async function createTables(sql: postgres.Sql): Promise<void> {
  const statements = await generateMigration(generateDrizzleJson({}), generateDrizzleJson({ ...schema }))
  for (const statement of statements) await sql.unsafe(statement)
  await sql`
    insert into users (id, organization_id, organization_name, email, display_name)
    select id, ${organizationId}, 'Acme', id || '@acme.example', initcap(replace(id, '-', ' '))
    from unnest(${personIds}::text[]) as id`
}
