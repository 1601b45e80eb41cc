import { redact } from '@passlink/runtime'
import * as oauth from 'oauth4webapi'

/** What an issuer said when it refused, redacted, for the log, which has only the message of an error. */
export function saidByIssuer(error: unknown): object | undefined {
  if (error instanceof oauth.AuthorizationResponseError) return textsOf(error)
  if (error instanceof oauth.ResponseBodyError) return { status: error.status, ...textsOf(error) }
  if (!(error instanceof oauth.WWWAuthenticateChallengeError)) return undefined
  const challenges = error.cause.map(({ scheme, parameters }) => ({ scheme, ...redacted({ ...parameters }) }))
  return { status: error.status, challenges }
}

const textsOf = ({ error, error_description }: { error: string; error_description?: string }) =>
  redacted({ error, error_description })

const redacted = (texts: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, text === undefined ? undefined : redact(text, null)]),
  )
