import { type ApiError, code } from '../api-error.ts'

/**
 * The `WWW-Authenticate` header of an error, if it has one. A request without credentials gets no error code (RFC 6750
 * section 3).
 */
export function challenge(error: ApiError): string | undefined {
  if (error.code !== code.unauthenticated) return undefined
  return error.text === 'authHeaderMissing' ? 'Bearer' : 'Bearer error="invalid_token"'
}
