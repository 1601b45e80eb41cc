import type { Config } from '../config.ts'
import type { Source } from '../report-metrics.ts'
import { createMailgun } from './mailgun.ts'
import { createPostmark } from './postmark.ts'
import type { ReadReports } from './provider.ts'
import { createSendgrid } from './sendgrid.ts'
import { createSes } from './ses.ts'

/** How the webhooks of the providers that are set up are read. */
export function openProviders(config: Config): ReadonlyMap<Source, ReadReports> {
  const { SES_TOPIC, POSTMARK_WEBHOOK_LOGIN, MAILGUN_SIGNING_KEY, SENDGRID_WEBHOOK_KEY } = config
  const all: [Source, ReadReports | undefined][] = [
    ['ses', SES_TOPIC === undefined ? undefined : createSes(SES_TOPIC)],
    ['postmark', POSTMARK_WEBHOOK_LOGIN === undefined ? undefined : createPostmark(POSTMARK_WEBHOOK_LOGIN)],
    ['mailgun', MAILGUN_SIGNING_KEY === undefined ? undefined : createMailgun(MAILGUN_SIGNING_KEY)],
    ['sendgrid', SENDGRID_WEBHOOK_KEY === undefined ? undefined : createSendgrid(SENDGRID_WEBHOOK_KEY)],
  ]
  return new Map(all.filter((entry): entry is [Source, ReadReports] => entry[1] !== undefined))
}
