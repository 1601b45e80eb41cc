import * as oauth from 'oauth4webapi'

const lengthMax = 500

/** What an issuer said when it refused, cut, for the log, which has only the message of an error. */
export function saidByIssuer(error: unknown): object | undefined {
  if (error instanceof oauth.AuthorizationResponseError) return textsOf(error)
  if (error instanceof oauth.ResponseBodyError) return { status: error.status, ...textsOf(error) }
  if (!(error instanceof oauth.WWWAuthenticateChallengeError)) return undefined
  const challenges = error.cause.map(({ scheme, parameters }) => ({ scheme, ...cut(parameters) }))
  return { status: error.status, challenges }
}

const textsOf = ({ error, error_description }: { error: string; error_description?: string }) =>
  cut({ error, error_description })

const cut = (texts: object) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text?.slice(0, lengthMax)]))
