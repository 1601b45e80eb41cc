import type { Logger } from '@passlink/runtime'
import { type Actor, type Db, recordAudit } from '@passlink/store'
import { type Context, Hono } from 'hono'
import { passwordUser } from '../access/check-password.ts'
import type { Access } from '../access/create-access.ts'
import { saidByIssuer } from '../access/openid/said-by-issuer.ts'
import { SignInRefused } from '../access/openid/sign-in-refused.ts'
import type { Env } from '../access/operator.ts'
import { withQuery } from '../frame/with-query.ts'
import { explainNoRole } from './no-role.ts'
import { explainReservedId, keptNames, tooManyLogins } from './openid-refusals.ts'
import { RefusedPage, SignedOutPage, SignInPage } from './sign-in-page.tsx'
import { wayBack } from './way-back.ts'

export type SignInDependencies = Pick<Access, 'sessions' | 'password' | 'openId' | 'addressOf'> & {
  db: Db
  log: Logger
}

const unkeptProblems = {
  'no-tls':
    'A browser keeps nobody signed in over plain http. Use https, or http on the machine of the dashboard.',
  'unknown-tls':
    'You came over https, of which the dashboard does not know. Set DASHBOARD_URL, or let the proxy send X-Forwarded-Proto.',
}

const again = { href: '/login/openid?anew=yes', text: 'Sign in as somebody else' }

/**
 * Signing in, with the password or at the issuer, and out. Where the issuer cannot be asked, or does not know the person
 * as an operator, a page says so.
 */
export function createSignInPages(dependencies: SignInDependencies) {
  const { db, sessions, password, openId, addressOf, log } = dependencies
  const pages = new Hono<Env>()
  const ways = { issuer: openId?.login.issuer.name, password: password !== undefined }

  pages.get('/login', c => c.html(<SignInPage ways={ways} next={wayBack(c.req.query('next'))} />))

  pages.post('/login', async c => {
    const form = new URLSearchParams(await c.req.text())
    const next = wayBack(form.get('next'))
    if (!password) return c.html(<SignInPage ways={ways} next={next} />, 404)
    const unkept = sessions.whyNone(c)
    if (unkept) return c.html(<SignInPage ways={ways} next={next} problem={unkeptProblems[unkept]} />, 400)
    const address = addressOf(c)
    const given = { username: passwordUser, password: form.get('password') ?? '', address }
    const checked = await password.check(given)
    if (checked.verdict === 'blocked') {
      const seconds = checked.retryInSeconds
      const problem = `Too many wrong passwords. Try again in ${seconds} seconds.`
      return c.html(<SignInPage ways={ways} next={next} problem={problem} />, 429, {
        'Retry-After': String(seconds),
      })
    }
    if (checked.verdict === 'wrong')
      return c.html(<SignInPage ways={ways} next={next} problem="The password is wrong." />, 401)
    const operator = { id: passwordUser, name: passwordUser, role: password.role, address }
    await sessions.start(c, operator, 'password')
    return c.redirect(next, 303)
  })

  pages.post('/logout', async c => {
    const ended = await sessions.end(c, addressOf(c))
    // Whoever has no session here, because it is over, may have one at the issuer.
    const isAtIssuer = ended?.id !== passwordUser
    const address = isAtIssuer ? await openId?.findLogout() : undefined
    if (!openId || !address) return c.redirect('/login', 303)
    return c.html(<SignedOutPage issuer={openId.login.issuer.name} address={address.href} />)
  })

  if (!openId) return pages
  const { login, settings, tries } = openId
  const home = new URL(settings.redirectUri)

  pages.get('/login/openid', async c => {
    const isAnew = c.req.query('anew') === 'yes'
    const options = { next: wayBack(c.req.query('next')), isAnew }
    // The issuer leads back to DASHBOARD_URL, where the cookie of this login must be. A proxy may name another host also
    // there, so this is done once.
    if (c.req.header('host') !== home.host && c.req.query('home') !== 'yes') {
      const query = { next: options.next, anew: isAnew ? 'yes' : undefined, home: 'yes' }
      return c.redirect(`${home.origin}${withQuery('/login/openid', query)}`, 303)
    }
    return login.begin(c, options).then(
      address => c.redirect(address.href, 303),
      error => refuse(c, SignInRefused.from(error)),
    )
  })

  pages.get('/login/callback', async c => {
    const address = addressOf(c)
    const admit = async () => {
      const seconds = await tries.take(address)
      if (seconds === undefined) return
      c.header('Retry-After', String(seconds))
      throw tooManyLogins(seconds)
    }
    const signedIn = await login.finish(c, admit).catch(SignInRefused.from)
    if (signedIn instanceof SignInRefused) {
      // An issuer that is away is not the person's fault.
      if (signedIn.status === 503) await tries.giveBack(address)
      return refuse(c, signedIn)
    }
    const { id, name, role, next, found } = signedIn
    const reserved = explainReservedId(signedIn, login.issuer.name)
    if (reserved) return c.html(<RefusedPage title="This id is taken" text={reserved} again={again} />, 403)
    const actor = { operator: id, name, address }
    if (!role) return refuseRole(c, actor, found)
    await tries.giveBack(address)
    await sessions.start(c, { id, name, role, address: actor.address }, 'openid')
    return c.redirect(wayBack(next), 303)
  })

  async function refuseRole(c: Context<Env>, actor: Actor & { name: string }, found: string[]) {
    await recordAudit(db, [{ ...actor, action: 'session.refused', subject: null, details: keptNames(found) }])
    const { rolesClaim: claim, roleNames: names } = settings
    const text = explainNoRole({ name: actor.name, found }, { issuer: login.issuer.name, claim, names })
    return c.html(<RefusedPage title="You have no role here" text={text} again={again} />, 403)
  }

  function refuse(c: Context<Env>, refusal: SignInRefused) {
    const { status, title, message, cause } = refusal
    if (status !== 400)
      log.warn(
        { err: cause ?? refusal, issuer: saidByIssuer(cause), requestId: c.get('requestId') },
        'nobody was signed in',
      )
    return c.html(<RefusedPage title={title} text={message} />, status)
  }
  return pages
}
