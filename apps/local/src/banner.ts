import type { Config } from './config.ts'

/** The text for the developer when everything is ready. Scripts wait for its last line. */
export function banner(config: Config): string {
  const api = `http://127.0.0.1:${config.API_PORT}`
  const inbox = `http://localhost:${config.INBOX_PORT}`
  return `
  API         ${api}
  redeem      http://localhost:${config.REDEEM_PORT}
  dashboard   http://localhost:${config.DASHBOARD_PORT}   user operator, password ${config.DASHBOARD_PASSWORD}
  inbox       ${inbox}

  Ask for a link:

curl -X POST ${api}/users/me/passwordless/_send_link -H "Authorization: Bearer $(npm run --silent token -- alice)"

  then open the inbox and click: ${inbox}
  Ctrl-C stops everything.

passlink is ready`
}
