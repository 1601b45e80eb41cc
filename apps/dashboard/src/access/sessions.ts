import { createHash, randomBytes } from 'node:crypto'
import { type Db, endSession, findSession, type NewSession, startSession } from '@passlink/store'
import type { Context } from 'hono'
import type { Cookies, Unkept } from './cookies.ts'
import type { Operator } from './operator.ts'

/** A session ends when it has not been used for `idleMs`, and `lifetimeMs` after it began. */
export type SessionLimits = { idleMs: number; lifetimeMs: number }

/** Sessions of browsers. The token of one, 256 bits, is in the browser's cookie, and only its hash, the id, is stored. */
export type Sessions = {
  /** Why the browser that sent this form can have no session, if it cannot. */
  whyNone: (c: Context) => Unkept | undefined
  start: (c: Context, operator: Operator, by: NewSession['by']) => Promise<void>
  /** The operator of the request's session, and its id. A use of the session unless `marks` is false. */
  find: (
    c: Context,
    address: string,
    options?: { marks: boolean },
  ) => Promise<{ operator: Operator; sessionId: string } | undefined>
  /** Ends the request's session, if there is one. Resolves to whose it was. */
  end: (c: Context, address: string) => Promise<Operator | undefined>
}

const cookie = 'passlink'

export function createSessions(db: Db, cookies: Cookies, { idleMs, lifetimeMs }: SessionLimits): Sessions {
  const idOf = (c: Context) => {
    const token = cookies.get(c, cookie)
    return token === undefined ? undefined : idOfToken(token)
  }

  async function find(c: Context, address: string, { marks } = { marks: true }) {
    const id = idOf(c)
    const session = id === undefined ? undefined : await findSession(db, { id, idleMs, marks })
    if (!session) return undefined
    const { operator, name, role } = session
    return { operator: { id: operator, name, role, address }, sessionId: session.id }
  }

  return {
    whyNone: cookies.whyUnkept,
    find,
    async start(c, { id: operator, name, role, address }, by) {
      const token = randomBytes(32).toString('base64url')
      const earlier = idOf(c)
      const replaces = earlier === undefined ? undefined : { id: earlier, idleMs }
      const id = idOfToken(token)
      await startSession(db, { id, operator, name, role, address, by, lifetimeMs, replaces })
      cookies.set(c, cookie, token)
    },
    async end(c, address) {
      const found = await find(c, address)
      if (found) {
        const { id, name } = found.operator
        await endSession(db, found.sessionId, { operator: id, name, address })
      }
      // Not before: whoever cannot be signed out still has the session, and can try again.
      cookies.remove(c, cookie)
      return found?.operator
    },
  }
}

const idOfToken = (token: string) => createHash('sha256').update(token).digest('hex')
