import type { Context, MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { auth as readBasic } from 'hono/utils/basic-auth'
import { withQuery } from '../frame/with-query.ts'
import { type CheckPassword, passwordUser } from './check-password.ts'
import type { ClientAddress } from './client-address.ts'
import { isRead } from './only.ts'
import type { Env, Operator, Role } from './operator.ts'
import type { Sessions } from './sessions.ts'

/** How whoever has the password is let in, and with which role. */
export type PasswordAccess = { check: CheckPassword; role: Role }

type Dependencies = {
  sessions: Sessions
  password: PasswordAccess | undefined
  addressOf: ClientAddress
}

/**
 * Lets those pass who have a session, or who send the password (HTTP basic, RFC 7617), which is for scripts. With a session
 * a password is not looked at: it may be one for a proxy in front. A page that is asked for without either is answered with
 * the way to sign in, and anything else 401.
 */
export function identify({ sessions, password, addressOf }: Dependencies): MiddlewareHandler<Env> {
  async function byPassword(c: Context<Env>): Promise<Operator | undefined> {
    const given = password && readBasic(c.req.raw)
    if (!given) return undefined
    const address = addressOf(c)
    const checked = await password.check({ ...given, address })
    if (checked.verdict === 'blocked') throw tooManyTries(checked.retryInSeconds)
    if (checked.verdict === 'wrong') throw unauthorized(challenges.password)
    return { id: passwordUser, name: passwordUser, role: password.role, address }
  }

  return async (c, next) => {
    const session = await sessions.find(c, addressOf(c), { marks: !isAskedByPage(c) })
    const operator = session?.operator ?? (await byPassword(c))
    if (!operator) return refuse(c, password !== undefined)
    c.set('operator', operator)
    c.set('sessionId', session?.sessionId)
    return next()
  }
}

// The overview and the Bull board ask by themselves for as long as they are open, which is no use of a session.
const isAskedByPage = ({ req: { method, path } }: Context) =>
  isRead(method) && (path === '/live' || path.startsWith('/queues/api/'))

// A browser that is asked for a password by a script of ours would ask the person: with a scheme that it does not know
// it does not.
const challenges = { password: 'Basic realm="Passlink"', session: 'Session realm="Passlink"' }

function refuse(c: Context, hasPassword: boolean): Response {
  if (!c.req.header('accept')?.includes('text/html')) {
    const isBrowser = c.req.header('sec-fetch-dest') !== undefined
    throw unauthorized(hasPassword && !isBrowser ? challenges.password : challenges.session)
  }
  const { pathname, search } = new URL(c.req.url)
  const next = isRead(c.req.method) ? `${pathname}${search}` : undefined
  return c.redirect(withQuery('/login', { next }), 303)
}

function unauthorized(challenge: string): HTTPException {
  const headers = { 'WWW-Authenticate': challenge }
  return new HTTPException(401, { res: new Response('Unauthorized', { status: 401, headers }) })
}

function tooManyTries(seconds: number): HTTPException {
  const body = `Too many wrong passwords. Try again in ${seconds} seconds.`
  return new HTTPException(429, {
    res: new Response(body, { status: 429, headers: { 'Retry-After': String(seconds) } }),
  })
}
