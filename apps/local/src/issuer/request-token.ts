import { clientId } from './configuration.ts'
import { developmentGrant } from './development-grant.ts'

/** An access token for the person, from the running development issuer. Rejects with what to do about it. */
export async function requestToken(issuer: string, person: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: developmentGrant, client_id: clientId, person })
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(5_000),
  }).catch(() => {
    throw new Error(`nothing answers at ${issuer}: run npm start first (ISSUER_PORT says where it is)`)
  })
  const answer = (await response.json().catch(() => ({}))) as {
    access_token?: string
    error_description?: string
  }
  if (answer.access_token) return answer.access_token
  throw new Error(
    `no token for ${person}: ${answer.error_description ?? `${issuer} answered ${response.status}`}`,
  )
}
