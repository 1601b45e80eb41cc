import { createAddressOf, type Logger, type StartCheck } from '@passlink/runtime'
import type { Db } from '@passlink/store'
import type { AccessConfig } from './access-settings.ts'
import { createCheckPassword } from './check-password.ts'
import { type ClientAddress, createClientAddress } from './client-address.ts'
import { type Cookies, createCookies } from './cookies.ts'
import { createTries, type Tries } from './create-tries.ts'
import type { PasswordAccess } from './identify.ts'
import { createFindLogout, type FindLogout } from './openid/find-logout.ts'
import { createIssuer } from './openid/issuer.ts'
import { createOpenIdLogin, type OpenIdLogin, type OpenIdSettings } from './openid/login.ts'
import { createSessions, type SessionLimits, type Sessions } from './sessions.ts'

type Config = AccessConfig & { TRUSTED_PROXIES?: number | undefined }

/** The ways in: by sessions, begun with the password or at the issuer, and by the password alone. */
export type Access = {
  sessions: Sessions
  sessionLimits: SessionLimits
  password: PasswordAccess | undefined
  openId: OpenIdAccess | undefined
  addressOf: ClientAddress
  checks: Record<string, StartCheck>
}

/** `tries` are the logins that the issuer answered. */
export type OpenIdAccess = {
  login: OpenIdLogin
  findLogout: FindLogout
  settings: OpenIdSettings
  tries: Tries
}

/** Makes the ways in that the settings name. */
export function createAccess(config: Config, { db, log }: { db: Db; log: Logger }): Access {
  const cookies = createCookies(config.DASHBOARD_URL)
  const sessionLimits = { idleMs: config.SESSION_IDLE, lifetimeMs: config.SESSION_LIFETIME }
  const openId = openIdOf(config, cookies)
  return {
    sessions: createSessions(db, cookies, sessionLimits),
    sessionLimits,
    password: passwordOf(config, log),
    openId,
    addressOf: createClientAddress(createAddressOf(config.TRUSTED_PROXIES, log)),
    checks: openId ? { issuer: () => openId.login.issuer.discover().then(() => undefined) } : {},
  }
}

function passwordOf(config: Config, log: Logger): PasswordAccess | undefined {
  const { DASHBOARD_PASSWORD: password, DASHBOARD_PASSWORD_ROLE: role, DASHBOARD_TRIES: tries } = config
  return password === undefined ? undefined : { check: createCheckPassword({ password, tries }, log), role }
}

function openIdOf(config: Config, cookies: Cookies): OpenIdAccess | undefined {
  const { DASHBOARD_ISSUER: url, DASHBOARD_CLIENT_ID: clientId } = config
  if (url === undefined || clientId === undefined) return undefined
  const settings = {
    clientId,
    clientSecret: config.DASHBOARD_CLIENT_SECRET,
    redirectUri: `${config.DASHBOARD_URL}/login/callback`,
    scopes: config.DASHBOARD_SCOPES,
    rolesClaim: config.DASHBOARD_ROLES_CLAIM,
    roleNames: config.DASHBOARD_ROLES,
  }
  const issuer = createIssuer(url)
  return {
    login: createOpenIdLogin(issuer, settings, cookies),
    findLogout: createFindLogout(issuer, settings),
    settings,
    tries: createTries(config.DASHBOARD_TRIES),
  }
}
