import type { DataDirectory } from './data-directory.ts'
import type { Known } from './login/known.ts'
import { loopback } from './loopback.ts'
import { machine, people } from './people.ts'
import { openPostgres } from './postgres/open-postgres.ts'
import type { StartOptions } from './start.ts'

type Options = StartOptions & { directory: DataDirectory; keys: { webhookSecret: string } }

/**
 * Starts what the apps need: Postgres, an inbox and a login. `addPeople` adds the people to the tables. `catchUp` lets the
 * login ask the API for the passkeys that it was not told of.
 */
export async function startServers({
  config,
  lifecycle,
  progress,
  print,
  passedOn,
  directory,
  keys,
}: Options) {
  const known: Known = { passkeys: new Map(), removed: new Set() }
  const issuer = `http://localhost:${config.ISSUER_PORT}`

  // Loading these modules takes about as long as creating the database, so it happens at the same time.
  async function startLogin() {
    const { startIssuer } = await import('./issuer/start-issuer.ts')
    await startIssuer({
      port: config.ISSUER_PORT,
      people,
      keysFile: directory.issuerKeys,
      passkeys: known.passkeys,
    })
  }
  async function startMail() {
    const [{ startInbox }, { receive }] = await Promise.all([
      import('./inbox/start-inbox.ts'),
      import('./login/receive.js'),
    ])
    await startInbox({
      host: loopback,
      webPort: config.INBOX_PORT,
      smtpPort: config.SMTP_PORT,
      secondSmtpPort: config.SECOND_SMTP_PORT,
      lmtpPort: config.LMTP_PORT,
      redeemUrl: passedOn.PUBLIC_URL ?? `http://localhost:${config.REDEEM_PORT}`,
      receiveWebhook: (headers, body) => receive(keys.webhookSecret, headers, body, known),
      print,
    })
  }
  const [postgres] = await Promise.all([
    progress.step(
      'Postgres',
      lifecycle.start(() => openPostgres({ directory: directory.postgres, port: config.POSTGRES_PORT })),
    ),
    progress.step('issuer', startLogin()),
    progress.step('inbox', startMail()),
  ])
  return {
    postgres,
    async addPeople() {
      const { seed } = await import('./seed.ts')
      await seed(postgres.url, people)
    },
    async catchUp() {
      const [{ requestToken }, { catchUp }] = await Promise.all([
        import('./issuer/request-token.ts'),
        import('./login/catch-up.ts'),
      ])
      const api = {
        url: `http://${loopback}:${config.API_PORT}`,
        token: await requestToken(issuer, machine.id),
      }
      await catchUp(
        api,
        people.map(({ id }) => id),
        known,
      )
    },
  }
}
