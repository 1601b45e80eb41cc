import { clientId } from './client-id.ts'
import { developmentGrant } from './development-grant.ts'

/** Requests a JWT for the person from the running development issuer. Rejects with a message for the developer. */
export async function requestToken(issuer: string, person: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: developmentGrant, client_id: clientId, person }),
    signal: AbortSignal.timeout(5_000),
  }).catch(() => {
    throw new Error(`nothing answers at ${issuer}: run npm start first (ISSUER_PORT says where it is)`)
  })
  const answer = (await response.json()) as { access_token?: string; error_description?: string }
  if (answer.access_token) return answer.access_token
  throw new Error(`no token for ${person}: ${answer.error_description}`)
}
