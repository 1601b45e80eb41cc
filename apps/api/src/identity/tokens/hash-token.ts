import { createHash } from 'node:crypto'

/** What a token is stored as. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')
