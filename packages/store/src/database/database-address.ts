import type { Socket } from 'node:net'

/** Where the database is, and how it is reached: what packages/runtime reads from `DATABASE_URL`. */
export type DatabaseAddress = {
  hosts: { host: string; port: number }[]
  user: string
  password: string
  database: string
  applicationName: string | undefined
  /** As libpq's `options`. */
  options: string | undefined
  /** The first schema of the search path, if the address names it. */
  schema: string | undefined
  /** Behind a pooler that shares sessions between transactions and refuses most startup parameters. */
  isPooled: boolean
  connectTimeoutMs: number
  /** Opens a connection; `avoidHost` makes the next connections go to another host first. */
  connect: () => Promise<{ socket: Socket; avoidHost: () => void }>
}
