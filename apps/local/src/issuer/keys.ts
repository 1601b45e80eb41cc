import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import type { JWK } from 'oidc-provider'
import { readOrCreate } from '../kept-file.ts'

export type IssuerKeys = { signing: JWK; cookies: string[] }

/** The issuer's keys from their file, made when there is none: tokens and logins outlive a restart. */
export async function readIssuerKeys(path: string): Promise<IssuerKeys> {
  return JSON.parse(await readOrCreate(path, async () => JSON.stringify(await createKeys())))
}

async function createKeys(): Promise<IssuerKeys> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const signing = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' }
  return { signing: signing as JWK, cookies: [randomBytes(32).toString('base64url')] }
}
