import { readFileSync } from 'node:fs'
import { domainToASCII } from 'node:url'
import { type DkimKey, dkimNameOf, parseDkimKeys, parseDomain, readDkimKeys } from '@passlink/mail'
import { readSettings, SettingsError, setting } from '@passlink/runtime'
import { type BounceAddress, domainOf, parseBounceAddress, parseSender } from '@passlink/store'
import { z } from 'zod'
import { plain, type Terminal } from '../../terminal.ts'
import {
  dmarcNamesOf,
  type Finding,
  judgeBounces,
  judgeDkim,
  judgeDmarc,
  judgeSpf,
  type Policy,
} from './judge.ts'
import { createLookUp, type LookUp } from './look-up.ts'
import { mailTest } from './mail-test.ts'

export type CheckArguments = { dns: string | undefined; user: string | undefined }

const settings = z
  .object({
    MAIL_FROM: setting.parsedBy(parseSender),
    BOUNCE_ADDRESS: setting.parsedBy(parseBounceAddress).optional(),
    DKIM_DOMAIN: setting.parsedBy(parseDomain).optional(),
    DKIM_KEYS: setting.parsedBy(parseDkimKeys).optional(),
  })
  .refine(
    ({ DKIM_DOMAIN, DKIM_KEYS }) => (DKIM_DOMAIN === undefined) === (DKIM_KEYS === undefined),
    'DKIM_DOMAIN and DKIM_KEYS must be set both or neither',
  )

type Sending = {
  from: string
  /** Where bounces go, if not to the sender. */
  bounces: BounceAddress | undefined
  domain: string | undefined
  keys: readonly DkimKey[]
}

/**
 * Says what DNS says about the sender and the signatures of the mails, and with `user` mails this user a link, on the way
 * that all mails take. Resolves to exit code 1 if something is not as receivers want it. Throws SettingsError,
 * UnusableArgument and the errors of the database.
 */
export async function check(
  { dns, user }: CheckArguments,
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  const findings = await findAll(readSending(env), createLookUp(dns))
  for (const { isFine, about, text } of findings)
    terminal.stdout.write(`${isFine ? 'ok' : '!!'}  ${about.padEnd(8)} ${plain(text)}\n`)
  const isMailed = user === undefined || (await mailTest(user, env, terminal))
  return isMailed && findings.every(({ isFine }) => isFine) ? 0 : 1
}

function readSending(env: NodeJS.ProcessEnv): Sending {
  const { MAIL_FROM, BOUNCE_ADDRESS, DKIM_DOMAIN, DKIM_KEYS = [] } = readSettings(settings, env)
  try {
    const keys = readDkimKeys(DKIM_KEYS, file => readFileSync(file, 'utf8'))
    return { from: MAIL_FROM.address, bounces: BOUNCE_ADDRESS, domain: DKIM_DOMAIN, keys }
  } catch (error) {
    throw new SettingsError([(error as Error).message])
  }
}

async function findAll({ from, bounces, domain, keys }: Sending, lookUp: LookUp): Promise<Finding[]> {
  const sender = domainToASCII(domainOf(from))
  const returnPath = bounces ? `${bounces.local}@${bounces.domain}` : from
  const envelope = bounces?.domain ?? sender
  const names = keys.map(key => ({ key, name: dkimNameOf(key.selector, domain ?? '') }))
  return [
    judgeSpf(envelope, await lookUp.texts(envelope)),
    ...(await Promise.all(
      names.map(async ({ key, name }) => judgeDkim(name, key, await lookUp.texts(name))),
    )),
    judgeDmarc(sender, await findPolicy(sender, lookUp), keys.length > 0 ? domain : undefined),
    judgeBounces(returnPath, await lookUp.hasMailServer(envelope)),
  ]
}

async function findPolicy(domain: string, lookUp: LookUp): Promise<Policy | undefined> {
  for (const name of dmarcNamesOf(domain)) {
    const record = (await lookUp.texts(name)).find(text => /^v=DMARC1\s*(;|$)/.test(text))
    if (record) return { at: name.slice('_dmarc.'.length), record }
  }
  return undefined
}
