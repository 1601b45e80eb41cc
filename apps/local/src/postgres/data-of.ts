import { join } from 'node:path'

/** Where in the directory given to `openPostgres` the data directory of Postgres is. */
export const dataOf = (directory: string) => join(directory, 'data')
