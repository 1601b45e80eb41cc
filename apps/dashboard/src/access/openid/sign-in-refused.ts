import * as oauth from 'oauth4webapi'

type Status = 400 | 403 | 429 | 502 | 503

/** A login at the issuer that lets nobody in. `title` and the message are for the person; `cause` is for the log. */
export class SignInRefused extends Error {
  override name = 'SignInRefused'
  readonly status: Status
  readonly title: string
  constructor(status: Status, title: string, message: string, cause?: unknown) {
    super(message, { cause })
    this.status = status
    this.title = title
  }

  /** What an error while the issuer was asked means for the person. */
  static from(error: unknown): SignInRefused {
    if (error instanceof SignInRefused) return error
    if (error instanceof oauth.AuthorizationResponseError)
      return new SignInRefused(
        403,
        'The issuer did not sign you in',
        error.error_description ?? `It says: ${error.error}.`,
        error,
      )
    if (error instanceof oauth.ResponseBodyError && error.status < 500)
      return new SignInRefused(
        502,
        'The issuer refuses this dashboard',
        `It says: ${error.error_description ?? error.error}. Whoever runs the dashboard finds more in its log.`,
        error,
      )
    if (error instanceof oauth.WWWAuthenticateChallengeError)
      return new SignInRefused(
        502,
        'The issuer refuses this dashboard',
        'Whoever runs the dashboard finds more in its log.',
        error,
      )
    if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError)
      return new SignInRefused(
        502,
        'The issuer’s answer is not valid',
        'Nobody was signed in. Whoever runs the dashboard finds the reason in its log.',
        error,
      )
    return new SignInRefused(
      503,
      'The issuer cannot be reached',
      'Nobody can sign in there right now. Try again in a moment.',
      error,
    )
  }
}
