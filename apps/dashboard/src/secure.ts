import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { mailSecurityPolicy } from './mails/create-mail-pages.tsx'

const pageSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  frameSrc: ["'self'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
}

// The board writes its colors into its page.
const boardSecurityPolicy = { ...pageSecurityPolicy, styleSrc: ["'self'", "'unsafe-inline'"] }

type Settings = { hsts: string | undefined; mailPath: string; boardPath: string }

/** Sets the security headers of every page; `mailPath` is that of the HTML of a mail, which has a policy of its own. */
export function secure({ hsts, mailPath, boardPath }: Settings): MiddlewareHandler {
  // With `no-referrer` a browser would send `Origin: null` with the forms of our own pages.
  const common = { referrerPolicy: 'same-origin', strictTransportSecurity: hsts ?? false } as const
  const securePage = secureHeaders({ ...common, contentSecurityPolicy: pageSecurityPolicy })
  const secureBoard = secureHeaders({ ...common, contentSecurityPolicy: boardSecurityPolicy })
  // In its frame a mail has an origin of its own, for which a browser does not make another agent cluster.
  const secureMail = secureHeaders({
    ...common,
    contentSecurityPolicy: mailSecurityPolicy,
    originAgentCluster: false,
  })
  return (c, next) => {
    const { path } = c.req
    if (path === mailPath) return secureMail(c, next)
    const isBoard = path === boardPath || path.startsWith(`${boardPath}/`)
    return (isBoard ? secureBoard : securePage)(c, next)
  }
}

/** Lets nobody keep a page, or data of the board. */
export const noStore: MiddlewareHandler = async (c, next) => {
  await next()
  if (/^(text\/html|application\/json)/.test(c.res.headers.get('content-type') ?? ''))
    c.header('Cache-Control', 'no-store')
}
