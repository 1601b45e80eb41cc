import { createHash, randomBytes } from 'node:crypto'
import { type OperatorSession, startSession } from '@passlink/store'
import type { TestDatabase } from './servers/database.ts'

const operator = `Basic ${btoa('operator:correct horse')}`

/** Sends a request to the dashboard with the operator's password; does not follow redirects. */
export function askDashboard(app: { port: number }, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: operator, ...init.headers }
  return fetch(`http://127.0.0.1:${app.port}${path}`, { redirect: 'manual', ...init, headers })
}

/** Starts a session of somebody with this role, `<role>-1`. Resolves to the browser's cookie. */
export async function startSessionOf(
  { db }: Pick<TestDatabase, 'db'>,
  role: OperatorSession['role'],
): Promise<string> {
  const value = randomBytes(32).toString('base64url')
  const id = createHash('sha256').update(value).digest('hex')
  const person = { operator: `${role}-1`, name: `Ada ${role}`, role, address: '192.0.2.1' }
  await startSession(db, { id, ...person, by: 'openid', lifetimeMs: 3_600_000 })
  return `passlink=${value}`
}
