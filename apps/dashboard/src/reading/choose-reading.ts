import type { Db, Replica } from '@passlink/store'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { isRead } from '../access/only.ts'
import type { Env } from '../access/operator.ts'

/**
 * Where what a page shows is read. `asOf` is as of when (RFC 3339), if that is some seconds ago. `find` looks there for
 * what a page is about, and for what is not there yet in the database itself.
 */
export type Reading = {
  db: Db
  asOf: () => string | null
  find: <Found>(look: (db: Db) => Promise<Found | undefined>) => Promise<Found | undefined>
}

/** The two places for reading: the replica, if there is one, and the database itself. */
export type Readings = { usual: Reading; own: Reading }

const cookie = 'changed'
// Longer than a replica that is used may be behind.
const keptS = 15

export function createReadings(db: Db, replica: Replica | undefined): Readings {
  const own: Reading = { db, asOf: () => null, find: look => look(db) }
  if (!replica) return { usual: own, own }
  return { usual: { ...replica, find: async look => (await look(replica.db)) ?? look(db) }, own }
}

/** Whether a browser changed something so lately that a replica may not have it. */
const hasChanged = (c: Context): boolean => getCookie(c, cookie) !== undefined

/**
 * Has pages read from the replica, but for requests that change something and for those of a browser that just did: it
 * is to see the effect. The browser itself keeps that, so that it is known to every process of the dashboard.
 */
export function chooseReading({ usual, own }: Readings): MiddlewareHandler<Env> {
  return async (c, next) => {
    const mayBeOld = isRead(c.req.method) && !hasChanged(c)
    c.set('reading', mayBeOld ? usual : own)
    await next()
    if (usual !== own && !isRead(c.req.method))
      setCookie(c, cookie, '1', { path: '/', maxAge: keptS, httpOnly: true, sameSite: 'Strict' })
  }
}

/** Reads from the primary for 15 s after this browser's last change, then from the replica. */
export function ownWhileChangeIsRecent<Answer>(
  c: Context,
  { usual, own }: { usual: () => Answer; own: () => Answer },
): () => Answer {
  const until = hasChanged(c) ? Date.now() + keptS * 1_000 : 0
  return () => (Date.now() < until ? own() : usual())
}
