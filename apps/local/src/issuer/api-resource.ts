/** Passlink's API as a resource server: its access tokens are JWTs that live for an hour. */
export const api = {
  identifier: 'urn:passlink:api',
  audience: 'passlink',
  scope: '',
  accessTokenFormat: 'jwt' as const,
  accessTokenTTL: 3_600,
  jwt: { sign: { alg: 'RS256' as const } },
}
