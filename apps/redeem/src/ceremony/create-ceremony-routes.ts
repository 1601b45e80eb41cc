import { catalogFor } from '@passlink/messages'
import type { RedeemableLink } from '@passlink/store'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { CheckCode } from '../access/check-code.ts'
import { requireOpen } from '../access/check-code.ts'
import { readBody } from '../access/read-body.ts'
import { causeOf } from '../cause-of.ts'
import type { Env } from '../env.ts'
import { idOf } from '../id-of.ts'
import { languagesOf } from '../languages-of.ts'
import type { SendNewLink } from '../new-link/send-new-link.ts'
import { RedeemError } from '../redeem-error.ts'
import { type CompleteDependencies, complete } from './complete.ts'
import { browserDevices, deviceOf } from './device-of.ts'
import { challengeLifetimeMs, makeOptions } from './make-options.ts'
import { passkeyName } from './passkey-name.ts'
import type { ReadDetails } from './read-details.ts'
import { registration } from './registration.ts'

export type CeremonyDependencies = CompleteDependencies & {
  checkCode: CheckCode<RedeemableLink>
  sendNewLink: SendNewLink
  readDetails: ReadDetails
  saveChallenge: (saved: { challenge: string; linkId: string; lifetimeMs: number }) => Promise<void>
}

const codeAndLanguage = { code: z.string().max(200), language: z.string().max(100).nullish() }
const optionsBody = z.object(codeAndLanguage)
const passkeyBody = z.object({
  ...codeAndLanguage,
  response: z.unknown(),
  device: z.enum(browserDevices).nullish().catch(null),
  timeZone: z.string().max(100).nullish().catch(null),
})
const newLinkBody = z.object({ ...codeAndLanguage, timeZone: z.string().max(100).nullish().catch(null) })
const nameBody = z.object({ ...codeAndLanguage, credentialId: z.string().max(2_000), name: z.unknown() })

/**
 * The steps of adding a passkey, each with the link's code in its body: get options, register, rename, and request a new
 * link instead of an expired one.
 */
export function createCeremonyRoutes(dependencies: CeremonyDependencies): Hono<Env> {
  const app = new Hono<Env>()
  const { checkCode, saveChallenge, rename, rpId, sendNewLink, readDetails } = dependencies

  app.post('/options', async c => {
    const { code } = await readBody(c, optionsBody)
    const linkId = idOf(c)
    const link = await checkCode(linkId, { code, address: c.get('address') })
    const { language } = catalogOf(c, link)
    requireOpen(link, language)
    const options = await makeOptions(link, rpId)
    await saveChallenge({ challenge: options.challenge, linkId, lifetimeMs: challengeLifetimeMs })
    return c.json({
      person: { name: link.user.displayName },
      organization: link.organization,
      language,
      options,
    })
  })

  app.post('/passkey', async c => {
    const { code, response, device, timeZone } = await readBody(c, passkeyBody)
    const linkId = idOf(c)
    const link = await checkCode(linkId, { code, address: c.get('address') })
    const read = registration.safeParse(response)
    if (!read.success) throw new RedeemError('registration_refused', { cause: read.error })
    const { credentialId, name } = await complete(dependencies, {
      linkId,
      link,
      registration: read.data,
      browserDevice: device ?? deviceOf(c.req.header('user-agent')),
      catalog: catalogOf(c, link),
      cause: causeOf(c),
      details: readDetails(c, timeZone),
    })
    return c.json({ passkey: { credentialId, name } })
  })

  app.post('/name', async c => {
    const { code, credentialId, name } = await readBody(c, nameBody)
    const linkId = idOf(c)
    await checkCode(linkId, { code, address: c.get('address') })
    const read = passkeyName.safeParse(name)
    if (!read.success) throw new RedeemError('name_invalid')
    const renaming = { linkId, credentialId, name: read.data, ...causeOf(c) }
    if (!(await rename(renaming))) throw new RedeemError('passkey_unknown')
    return c.json({ passkey: { credentialId, name: read.data } })
  })

  app.post('/new', async c => {
    const { code, timeZone } = await readBody(c, newLinkBody)
    const linkId = idOf(c)
    const link = await checkCode(linkId, { code, address: c.get('address') })
    const address = await sendNewLink(linkId, link, {
      ...causeOf(c),
      details: readDetails(c, timeZone),
      language: catalogOf(c, link).language,
    })
    return c.json({ address })
  })
  return app
}

/** The catalog in the person's language or, if that is unknown, in the language of the request. */
function catalogOf(c: Context<Env>, { user }: RedeemableLink) {
  return catalogFor(languagesOf(c, user.language))
}
