import type { Config } from './config.ts'

/** The text for the developer when everything is ready. Scripts wait for its last line. */
export function banner(config: Config, databaseUrl: string): string {
  const api = `http://127.0.0.1:${config.API_PORT}`
  const dashboard = `http://localhost:${config.DASHBOARD_PORT}`
  const inbox = `http://localhost:${config.INBOX_PORT}`
  const issuer = `http://localhost:${config.ISSUER_PORT}`
  const apps = ['api', 'worker', 'redeem', 'dashboard', 'bounces'] as const
  const metrics = apps.map(app => `${config[`${upper(app)}_METRICS_PORT`]} ${app}`)
  return `
  API         ${api}
    its reference, to try all calls         ${api}/docs
  redeem      http://localhost:${config.REDEEM_PORT}
  dashboard   ${dashboard}   user operator, password ${config.DASHBOARD_PASSWORD}
    or signed in as ops, at the login
    /deliveries /dead-letters /relays /organizations /mails /queues /audit
  inbox       ${inbox}
    webhooks, verified                      ${inbox}/webhooks
  sign-in     ${issuer}   by passkey, or as anybody
  worker      http://127.0.0.1:${config.WORKER_PORT}/readyz
  bounces     http://127.0.0.1:${config.BOUNCES_PORT}/readyz   LMTP ${config.LMTP_PORT}
  relays      smtp://127.0.0.1:${config.SMTP_PORT} smtp://127.0.0.1:${config.SECOND_SMTP_PORT}
  metrics     http://127.0.0.1:<port>/metrics
    ${metrics.join(', ')}
  database    ${databaseUrl}

  1. Ask for a link:

curl -X POST ${api}/users/me/passwordless/_send_link -H "Authorization: Bearer $(npm run --silent token -- alice)"

  2. Open it in the inbox, add a passkey, and sign in with it:
     ${inbox}   then   ${issuer}
  3. Ask again with a token for alice+550, whose mail is refused, and see why:
     npm run dead-letters -- list   or   ${dashboard}/dead-letters

  Who else there is: npm run token. Beside this, without a setting, run
  npm run dead-letters, mail, users, pauses and migrate. What else there is to
  try: docs/trying.md. Ctrl-C stops everything.

passlink is ready`
}

const upper = <Text extends string>(text: Text) => text.toUpperCase() as Uppercase<Text>
