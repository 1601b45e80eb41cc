import { catalogFor, type ErrorName } from '@passlink/messages'

/** `POST` to the path of SendLink with only what is given: no token, no content type. */
export function post(app: { port: number }, init: RequestInit & { path?: string } = {}): Promise<Response> {
  const { path = '/auth/v1/users/me/passwordless/_send_link', ...rest } = init
  return fetch(`http://127.0.0.1:${app.port}${path}`, { method: 'POST', ...rest })
}

/** The exact body of a failed call. */
export function failure(code: number, text: ErrorName, id?: string): object {
  const message = catalogFor(['en']).errors[text]
  if (!id) return { code, message }
  const detail = { '@type': 'type.googleapis.com/zitadel.v1.ErrorDetail', id, message }
  return { code, message: `${message} (${id})`, details: [detail] }
}

/** A body for which `fetch` sets no content type, unlike for text. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
