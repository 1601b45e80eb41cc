/**
 * Lends the connections to a relay to one mail each, at most `max` at once, or as many as the relay allows. Those who
 * wait get one in the order of their calls.
 */
export type Connections<Connection> = {
  /** Resolves to undefined if none becomes free within `withinMs`, or if `dismiss` is called meanwhile. */
  acquire: (withinMs: number) => Promise<Connection | undefined>
  release: (connection: Connection) => void
  /**
   * The relay did not let in this lent connection. True if others are open: then the relay allows no more than those for
   * a minute.
   */
  limit: (refused: Connection) => boolean
  /** Ends the waiting of all who wait. */
  dismiss: () => void
  /** Whether all connections that may be lent are lent and silent. */
  areAllSilent: () => boolean
  close: () => void
}

type Lendable = { isOpen: () => boolean; isSilent: () => boolean; close: () => void }
type Waiting<Connection> = (connection: Connection | undefined) => void

const limitMs = 60_000

/** Creates connections, each when all others are lent. Of those that are open the one released last is lent first. */
export function createConnections<Connection extends Lendable>(
  create: () => Connection,
  max: number,
  now: () => number = () => performance.now(),
): Connections<Connection> {
  const free: Connection[] = []
  const lent = new Set<Connection>()
  const waiting = new Set<Waiting<Connection>>()
  let limited = { to: max, until: 0 }

  const allowed = () => (now() < limited.until ? limited.to : max)

  function lend(): Connection {
    const place = free.findLastIndex(connection => connection.isOpen())
    const [connection = create()] = free.splice(place, 1)
    lent.add(connection)
    return connection
  }

  function waitForOne(withinMs: number): Promise<Connection | undefined> {
    return new Promise(resolve => {
      const end: Waiting<Connection> = connection => {
        clearTimeout(timer)
        waiting.delete(end)
        resolve(connection)
      }
      const timer = setTimeout(end, withinMs, undefined)
      waiting.add(end)
    })
  }

  return {
    acquire: async withinMs => (lent.size < allowed() ? lend() : waitForOne(withinMs)),
    release(connection) {
      lent.delete(connection)
      free.push(connection)
      const [next] = waiting
      if (next && lent.size < allowed()) next(lend())
    },
    limit(refused) {
      const open = [...lent, ...free].filter(connection => {
        return connection !== refused && connection.isOpen() && !connection.isSilent()
      })
      if (open.length > 0) limited = { to: open.length, until: now() + limitMs }
      return open.length > 0
    },
    dismiss() {
      for (const end of waiting) end(undefined)
    },
    areAllSilent: () => lent.size >= allowed() && [...lent].every(connection => connection.isSilent()),
    close() {
      for (const connection of [...free, ...lent]) connection.close()
    },
  }
}
