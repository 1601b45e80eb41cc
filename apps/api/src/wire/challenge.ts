import { type ApiError, code } from '../api-error.ts'

/** What `WWW-Authenticate` says of an error, if anything. RFC 6750 section 3: without credentials there is no error code. */
export function challenge(error: ApiError): string | undefined {
  if (error.code !== code.unauthenticated) return undefined
  return error.text === 'authHeaderMissing' ? 'Bearer' : 'Bearer error="invalid_token"'
}
