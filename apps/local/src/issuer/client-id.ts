/** The id of the issuer's only client, which is public. */
export const clientId = 'passlink-development'
