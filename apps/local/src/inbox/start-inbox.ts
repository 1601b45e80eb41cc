import { startServer } from '@passlink/runtime'
import { createMailbox } from './mailbox.ts'
import { startSmtpServer } from './smtp-server.ts'
import { createWeb } from './web.ts'

export type Inbox = { webPort: number; smtpPort: number; stop: () => Promise<void> }

type Options = { host: string; webPort: number; smtpPort: number }

/** Receives mail by SMTP and shows it by HTTP, as JSON and as a page. Port 0 picks a free port. */
export async function startInbox({ host, webPort, smtpPort }: Options): Promise<Inbox> {
  const mailbox = createMailbox()
  const smtp = await startSmtpServer(mailbox, { host, port: smtpPort })
  try {
    const web = await startServer((await createWeb(mailbox)).fetch, { host, port: webPort })
    const stop = async () => {
      await Promise.all([web.close(), smtp.close()])
    }
    return { webPort: web.port, smtpPort: smtp.port, stop }
  } catch (error) {
    await smtp.close()
    throw error
  }
}
