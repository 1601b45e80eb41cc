import { auth0, auth0Rfc9068 } from './auth0.ts'
import { authentik } from './authentik.ts'
import { cognito } from './cognito.ts'
import { entra, entraV1 } from './entra.ts'
import { hydra } from './hydra.ts'
import { keycloak, keycloakByClient } from './keycloak.ts'
import { logto } from './logto.ts'
import { okta } from './okta.ts'
import type { Provider } from './provider.ts'
import { zitadel } from './zitadel.ts'

/** The providers by name; each name begins with that of a section in docs/providers.md. */
export const providers: Record<string, Provider> = {
  ZITADEL: zitadel,
  Keycloak: keycloak,
  'Keycloak by clients': keycloakByClient,
  Okta: okta,
  Auth0: auth0,
  'Auth0 with tokens of RFC 9068': auth0Rfc9068,
  'Microsoft Entra': entra,
  'Microsoft Entra with tokens of v1.0': entraV1,
  'Amazon Cognito': cognito,
  Authentik: authentik,
  Logto: logto,
  'Ory Hydra': hydra,
}
