import type { Socket } from 'node:net'

/** Where the database is, and how it is reached: what packages/runtime reads from `DATABASE_URL`. */
export type DatabaseAddress = {
  user: string
  password: string
  database: string
  applicationName: string | undefined
  /** As libpq's `options`. */
  options: string | undefined
  connectTimeoutMs: number
  /** Opens a connection; `avoidHost` makes the next connections go to another host first. */
  connect: () => Promise<{ socket: Socket; avoidHost: () => void }>
}
