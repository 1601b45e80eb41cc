import { changed, type Provider } from './provider.ts'

/**
 * https://learn.microsoft.com/entra/identity-platform/access-tokens#token-formats (the decoded examples of v2.0 and v1.0),
 * and from .../access-token-claims-reference `roles`, from .../optional-claims-reference `email` for v2.0.
 */
const v2 = {
  header: { typ: 'JWT' },
  claims: {
    aud: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
    aio: 'AXQAi/8IAAAAtAaZLo3ChMif6KOnttRB7eBq4/DccQzjcJGxPYy/C3jDaNGxXd6wNIIVGRghNRnwJ1lOcAnNZcjv',
    azp: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
    azpacr: '0',
    name: 'Abe Lincoln',
    oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
    preferred_username: 'abeli@microsoft.com',
    rh: 'I',
    scp: 'access_as_user',
    sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
    tid: '72f988bf-86f1-41af-91ab-2d7cd011db47',
    uti: 'fqiBqXLPj0eQa82S-IYFAA',
    ver: '2.0',
    roles: ['HelpDesk'],
    email: 'abeli@microsoft.com',
  },
}

const v1 = {
  header: { typ: 'JWT' },
  claims: {
    aud: 'ef1da9d4-ff77-4c3e-a005-840c3f830745',
    acr: '1',
    aio: 'AXQAi/8IAAAAFm+E/QTG+gFnVxLjWdw8K+61AGrSOuMMF6ebaMj7XO3IbmD3fGmrOyD+NvZyGn2VaT/kDKXw4MIhrgGVq6Bn',
    amr: ['wia'],
    appid: '75dbe77f-10a3-4e59-85fd-8c127544f17c',
    appidacr: '0',
    email: 'AbeLi@microsoft.com',
    family_name: 'Lincoln',
    given_name: 'Abe (MSFT)',
    idp: 'https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd0122247/',
    ipaddr: '222.222.222.22',
    name: 'abeli',
    oid: '02223b6b-aa1d-42d4-9ec0-1b2bb9194438',
    rh: 'I',
    scp: 'user_impersonation',
    sub: 'l3_roISQU222bULS9yi2k0XpqpOiMz5H3ZACo1GeXA',
    tid: 'fa15d692-e9c7-4460-a743-29f2956fd429',
    unique_name: 'abeli@microsoft.com',
    uti: 'FVsGxYXI30-TuikuuUoFAA',
    ver: '1.0',
    roles: ['HelpDesk'],
  },
}

const settings = {
  SUBJECT_CLAIM: 'oid',
  ROLES_CLAIM: 'roles',
  ORGANIZATION_CLAIM: 'tid',
  PROFILE_FROM: 'token',
  TRUST_ISSUER_ADDRESSES: 'true',
  ACCESS_TOKEN_CLAIM: 'scp',
}

export const entra: Provider = {
  settings: { ...settings, AUTH_AUDIENCE: '6e74172b-be56-4843-9ff4-e66a39bb12e3' },
  accessToken: v2,
  user: {
    id: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
    organization: {
      id: '72f988bf-86f1-41af-91ab-2d7cd011db47',
      name: '72f988bf-86f1-41af-91ab-2d7cd011db47',
    },
    email: 'abeli@microsoft.com',
    displayName: 'Abe Lincoln',
    language: null,
  },
  role: 'HelpDesk',
  others: {
    'an ID token of the same registration, without a nonce': changed(v2, { scp: undefined, azp: undefined }),
    'a token for Graph': changed(v2, { aud: '00000003-0000-0000-c000-000000000000' }),
    'a token of a machine': changed(v2, { scp: undefined, idtyp: 'app' }),
  },
}

export const entraV1: Provider = {
  settings: { ...settings, AUTH_AUDIENCE: 'ef1da9d4-ff77-4c3e-a005-840c3f830745' },
  accessToken: v1,
  user: {
    id: '02223b6b-aa1d-42d4-9ec0-1b2bb9194438',
    organization: {
      id: 'fa15d692-e9c7-4460-a743-29f2956fd429',
      name: 'fa15d692-e9c7-4460-a743-29f2956fd429',
    },
    email: 'AbeLi@microsoft.com',
    displayName: 'abeli',
    language: null,
  },
  role: 'HelpDesk',
  others: {
    'an ID token of the same registration, without a nonce': changed(v1, { scp: undefined }),
    'a token for another API': changed(v1, { aud: 'https://graph.windows.net' }),
  },
}
