import { createDatabaseAddress, type DatabaseAddress } from './connect-to-database.ts'
import { parseDatabaseUrl } from './parse-database-url.ts'

/** The address that a connection URI of Postgres names. Throws an error that names the parameter at fault and no value. */
export const readDatabaseUrl = (text: string): DatabaseAddress =>
  createDatabaseAddress(parseDatabaseUrl(text))
