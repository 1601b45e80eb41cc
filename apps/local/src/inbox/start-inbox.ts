import { startServer } from '@passlink/runtime'
import { createWeb } from './create-web.ts'
import type { Mail } from './mail.ts'
import { createMailbox } from './mailbox.ts'
import { createOutages, type Part } from './outages.ts'
import { createReportBack, type ReportOptions } from './reports/create-report-back.ts'
import { startSmtp } from './start-smtp.ts'
import { createWebhookLog, type ReceiveWebhook } from './webhooks/webhook-log.ts'

export type Inbox = { webPort: number; smtpPort: number; secondSmtpPort: number; stop: () => Promise<void> }

type Options = ReportOptions & {
  host: string
  webPort: number
  smtpPort: number
  secondSmtpPort?: number
  /** Without it no webhook counts as signed. */
  receiveWebhook?: ReceiveWebhook
  /** Where links are redeemed; without it there is no page of one's own. */
  redeemUrl?: string
}

/**
 * Receives mail by SMTP, as two relays, and webhooks, and shows them by HTTP, as JSON and as pages. Reports bounces and
 * complaints where addresses ask for it. Port 0 picks a free port.
 */
export async function startInbox(options: Options): Promise<Inbox> {
  const { host, webPort, smtpPort, secondSmtpPort = 0, receiveWebhook = refuse } = options
  const mailbox = createMailbox()
  const webhooks = createWebhookLog(receiveWebhook)
  const relays = new Map<Part, Awaited<ReturnType<typeof startSmtp>>>()
  const outages = createOutages(part => relays.get(part)?.disconnect())
  const reportBack = createReportBack(options)

  async function startRelay(relay: Mail['relay'], port: number): Promise<number> {
    const isAway = () => outages.isAway(relay)
    const started = await startSmtp({ mailbox, relay, isAway, onTaken: reportBack }, { host, port })
    relays.set(relay, started)
    return started.port
  }
  const closeRelays = () => Promise.all([...relays.values()].map(relay => relay.close()))

  try {
    const ports = {
      first: await startRelay('first', smtpPort),
      second: await startRelay('second', secondSmtpPort),
    }
    const app = await createWeb({ mailbox, webhooks, outages, ports, redeemUrl: options.redeemUrl })
    const web = await startServer(app.fetch, { host, port: webPort })
    const stop = async () => {
      await Promise.all([web.close(), closeRelays()])
    }
    return { webPort: web.port, smtpPort: ports.first, secondSmtpPort: ports.second, stop }
  } catch (error) {
    await closeRelays()
    throw error
  }
}

function refuse(): never {
  throw new Error('there is no secret')
}
