import { text } from 'node:stream/consumers'
import type { Provider } from 'oidc-provider'
import { findPerson, type Person } from '../people.ts'
import type { PasskeySignIn } from './passkey-sign-in.ts'
import { signInPage } from './sign-in-page.ts'

type Context = Parameters<Parameters<Provider['use']>[0]>[0]
type Dependencies = { people: readonly Person[]; passkeySignIn: PasskeySignIn }

/** The login: choosing a person, or a passkey. There are no passwords. */
export function addSignIn(provider: Provider, { people, passkeySignIn }: Dependencies): void {
  provider.use(async (ctx, next) => {
    const [, uid, step] = /^\/sign-in\/([\w-]+)(?:\/(challenge|passkey))?$/.exec(ctx.path) ?? []
    if (!uid) return next()
    const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(() => undefined)
    if (interaction?.uid !== uid) {
      ctx.status = 400
      ctx.body = 'this login has expired, start again in your application\n'
      return
    }
    if (step) {
      await takeStep(ctx, uid, step).catch((error: Error) => {
        ctx.status = 400
        ctx.body = { error: error.message }
      })
      return
    }
    const person = findPerson(people, ctx.query.person)
    if (ctx.method === 'POST' && person) {
      ctx.redirect(await finish(ctx, person))
      ctx.status = 303
      return
    }
    ctx.type = 'html'
    ctx.body = String(signInPage(ctx.path, people))
  })

  async function takeStep(ctx: Context, uid: string, step: string) {
    if (step === 'challenge') ctx.body = await passkeySignIn.start(uid)
    else
      ctx.body = { next: await finish(ctx, await passkeySignIn.finish(uid, JSON.parse(await text(ctx.req)))) }
  }

  const finish = (ctx: Context, { id }: Person) =>
    provider.interactionResult(ctx.req, ctx.res, { login: { accountId: id }, consent: {} })
}
