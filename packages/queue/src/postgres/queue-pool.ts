import pg from 'pg'
import { inTime } from '../in-time.ts'

/** A session of node-postgres, as far as BullMQ's types know it. */
type Session = {
  query: (text: string) => Promise<{ rows: { canWrite: boolean }[] }>
  connection?: { stream?: unknown }
  avoidHost?: () => void
}

const readOnly = '25006'
const lastMomentMs = 1_000

/**
 * A pool that ends the session of a statement that failed, as node-postgres does. If it failed because Postgres did not
 * answer, or cannot write, the same is true of all sessions: the idle ones are ended with it, and those in use if they
 * are not released a second later.
 */
export class QueuePool extends pg.Pool {
  readonly #idle = new Set<pg.PoolClient>()
  readonly #inUse = new Map<pg.PoolClient, symbol>()

  constructor(config: pg.PoolConfig) {
    super(config)
    this.on('error', () => {})
    this.on('acquire', client => {
      this.#idle.delete(client)
      this.#inUse.set(client, Symbol())
    })
    this.on('remove', client => void this.#idle.delete(client))
    this.on('release', (error, client) => {
      const { code, message } = (error ?? {}) as { code?: string; message?: string }
      this.#inUse.delete(client)
      if (!error) this.#idle.add(client)
      else if (code === readOnly || message === 'Query read timeout') this.#endUseless()
      if (code === readOnly) (client as unknown as Session).avoidHost?.()
    })
  }

  /** Ends a session that does not answer within a second, or cannot write, and the useless ones with it. */
  async endUnlessWritable(session: Session): Promise<void> {
    if (await canWrite(session)) return
    endSession(session)
    this.#endUseless()
  }

  // All are replaced when they are needed.
  #endUseless(): void {
    for (const session of this.#idle) endSession(session as unknown as Session)
    const inUse = [...this.#inUse]
    const endInUse = () => {
      for (const [session, use] of inUse)
        if (this.#inUse.get(session) === use) endSession(session as unknown as Session)
    }
    setTimeout(endInUse, lastMomentMs).unref()
  }
}

async function canWrite(session: Session): Promise<boolean> {
  const state = session.query(
    `select not pg_is_in_recovery() and not current_setting('transaction_read_only')::boolean as "canWrite"`,
  )
  return inTime(state).then(
    ({ rows }) => rows[0]?.canWrite === true,
    () => false,
  )
}

// Without waiting for Postgres, unlike node-postgres.
function endSession({ connection }: Session): void {
  const { stream } = connection as { stream: { destroy: () => void } }
  stream.destroy()
}
