import type { Socket } from 'node:net'

// ReadyForQuery outside a transaction, the last message of an answer (PostgreSQL protocol 3, section "Message Formats").
const ready = Buffer.from('Z\0\0\0\x05I')
// The field of an ErrorResponse that says read_only_sql_transaction. No text that Postgres sends has a NUL.
const readOnly = Buffer.from('\0C25006\0')
const graceMs = 50

/** Watches the connections of a pool. */
export type SessionWatch = {
  /** `onReadOnly` is called when the session refuses to write. */
  watch: (socket: Socket, onReadOnly?: () => void) => void
  /** The sessions that are open: `idle` ones are in no transaction and await no answer. */
  count: () => { busy: number; idle: number }
  /** Has every session that is open now replaced when it is used again. */
  replaceAll: () => void
  endAll: () => void
}

/**
 * Ends sessions that are of no use any more: one that says nothing for `silenceMs` although something is awaited, and one
 * that refused to write. What happened to one happened to all: each session that was open then is ended when it is used
 * again, and what was to be sent is sent again (see {@link unlessReplaced}). Needs to see what the sockets carry
 * unencrypted, and before the driver does.
 */
export function watchSessions(silenceMs: number): SessionWatch {
  const sockets = new Map<Socket, { isIdle: boolean }>()
  let stale = new WeakSet<Socket>()

  function replaceAll() {
    stale = new WeakSet(sockets.keys())
  }

  function watch(socket: Socket, onReadOnly = () => {}) {
    const session = { isIdle: false }
    let isSilent = false
    let isReadOnly = false
    let timer: NodeJS.Timeout | undefined

    // The driver does not survive a connection that ends while it is about to write (postgres.js 3.4.9): it is ended in
    // the next write, or at a time without one.
    function giveUp() {
      isSilent = true
      replaceAll()
      timer = setTimeout(() => socket.destroy(), graceMs)
    }
    function expectAnswer() {
      timer ??= setTimeout(giveUp, silenceMs)
    }
    function stopTimer() {
      clearTimeout(timer)
      timer = undefined
    }

    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean
    socket.write = (...args: unknown[]) => {
      const isReplaced = session.isIdle && stale.has(socket)
      if (isReplaced || isSilent) {
        socket.destroy(isReplaced ? new SessionReplaced() : undefined)
        return false
      }
      session.isIdle = false
      expectAnswer()
      return write(...args)
    }
    socket.on('data', chunk => {
      stopTimer()
      isSilent = false
      if (chunk.includes(readOnly)) {
        isReadOnly = true
        onReadOnly()
      }
      session.isIdle = chunk.subarray(-ready.length).equals(ready)
      if (isReadOnly && session.isIdle) replaceAll()
      // A message that arrives in pieces looks like more to come: an idle session that is ended for it does no harm.
      if (!session.isIdle) expectAnswer()
    })
    socket.on('close', () => {
      stopTimer()
      sockets.delete(socket)
    })
    sockets.set(socket, session)
  }

  return {
    watch,
    count() {
      const idle = [...sockets.values()].filter(({ isIdle }) => isIdle).length
      return { busy: sockets.size - idle, idle }
    },
    replaceAll,
    endAll() {
      for (const socket of sockets.keys()) socket.destroy()
    },
  }
}

class SessionReplaced extends Error {
  readonly code = 'CONNECTION_STALE'
  constructor() {
    super('the session was given up before anything was sent')
  }
}

/** Sends again what was not sent because its session was given up. Of these there are as many as connections. */
export async function unlessReplaced<Answer>(send: () => PromiseLike<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await send()
    } catch (error) {
      if (!(error instanceof SessionReplaced)) throw error
    }
  }
}
