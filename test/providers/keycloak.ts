import { changed, type Provider } from './provider.ts'

/**
 * https://www.keycloak.org/securing-apps/token-exchange (example 1: `azp`, `scope`, `aud`, `resource_access`),
 * https://www.keycloak.org/docs/latest/server_admin/#_oidc_token_role_mappings (`realm_access`) and
 * #_mapping_organization_claims (`organization`); the claims of the scopes profile and email, and `typ`, as
 * https://phasetwo.io/tutorials/getting-started/your-first-token/ reads them.
 */
const accessToken = {
  claims: {
    typ: 'Bearer',
    azp: 'requester-client',
    aud: ['target-client1', 'target-client2'],
    sub: '36fa0f91-f94d-4a0c-afed-6b7d952e47da',
    scope: 'default-scope1 optional-scope2',
    realm_access: { roles: ['role1', 'role2'] },
    resource_access: {
      'target-client1': { roles: ['target-client1-role'] },
      'target-client2': { roles: ['target-client2-role'] },
    },
    organization: { testcorp: { id: '42c3e46f-2477-44d7-a85b-d3b43f6b31fa', attr1: ['value1'] } },
  },
}

const others = {
  'an ID token of the client itself': changed(accessToken, { typ: 'ID', aud: 'requester-client' }),
  'an ID token, had it the right audience': changed(accessToken, { typ: 'ID' }),
  'a refresh token': changed(accessToken, { typ: 'Refresh' }),
  'a token bound by DPoP': changed(accessToken, { typ: 'DPoP', cnf: { jkt: 'x' } }),
  'a token with the usual audience': changed(accessToken, { aud: 'account' }),
}

/** With an audience, and roles of the realm. */
export const keycloak: Provider = {
  settings: {
    AUTH_AUDIENCE: 'target-client1',
    ROLES_CLAIM: 'realm_access.roles',
    ORGANIZATION_CLAIM: 'organization',
    ORGANIZATION_NAME_CLAIM: 'organization',
  },
  accessToken,
  userinfo: {
    sub: '36fa0f91-f94d-4a0c-afed-6b7d952e47da',
    email_verified: true,
    name: 'Alice Doe',
    preferred_username: 'alice',
    given_name: 'Alice',
    family_name: 'Doe',
    email: 'alice@example.com',
  },
  user: {
    id: '36fa0f91-f94d-4a0c-afed-6b7d952e47da',
    organization: { id: 'testcorp', name: 'testcorp' },
    email: 'alice@example.com',
    displayName: 'Alice Doe',
    language: null,
  },
  role: 'role1',
  others,
}

/** Without an audience mapper, by clients, with roles of a client, and the organization as an array. */
export const keycloakByClient: Provider = {
  ...keycloak,
  settings: {
    ...keycloak.settings,
    AUTH_AUDIENCE: '',
    AUTH_CLIENTS: 'requester-client',
    ROLES_CLAIM: 'resource_access.target-client1.roles',
  },
  accessToken: changed(accessToken, { aud: 'account', organization: ['testcorp'] }),
  role: 'target-client1-role',
  others: {
    'an ID token': changed(accessToken, { typ: 'ID', aud: 'requester-client' }),
    'a token of another client': changed(accessToken, { azp: 'admin-cli' }),
  },
}
