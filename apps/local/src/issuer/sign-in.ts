import type { Provider } from 'oidc-provider'
import type { Person } from '../people.ts'

const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

/** The login page: one button for each person, no password. */
export function addSignIn(provider: Provider, people: readonly Person[]): void {
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/sign-in/')) return next()
    const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(() => undefined)
    if (!interaction) {
      ctx.status = 400
      ctx.body = 'this login has expired, start again in your application\n'
      return
    }
    const person = people.find(({ id }) => id === ctx.query.person)
    if (ctx.method === 'POST' && person) {
      const result = { login: { accountId: person.id }, consent: {} }
      ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result))
      ctx.status = 303
      return
    }
    ctx.set('content-security-policy', policy)
    ctx.type = 'html'
    ctx.body = page(ctx.path, people)
  })
}

const page = (path: string, people: readonly Person[]) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Sign in (development)</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 22rem; margin: 15vh auto; padding: 0 1rem }
  button { font: inherit; width: 100%; margin-top: .5rem; padding: .75rem 1rem; text-align: start; cursor: pointer }
</style>
<h1>Sign in as</h1>
${people.map(({ id, name, email }) => `<form method="post" action="${path}?person=${id}"><button>${name}<br><small>${email}</small></button></form>`).join('\n')}
</html>
`
