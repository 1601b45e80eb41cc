import { randomUUID } from 'node:crypto'

/** What the calls of a stretch carry. */
export type Caller = { tokens: string[]; withKeys: boolean }

/** The bearer token of the next person in turn, and a fresh idempotency key where calls have one. */
export function createCallers({
  tokens,
  withKeys,
}: Caller): () => { token: string; key: string | undefined } {
  let turn = 0
  return () => {
    turn += 1
    const token = tokens[turn % tokens.length] as string
    return { token, key: withKeys ? randomUUID() : undefined }
  }
}

/** A call as HTTP/1.1 text. */
export function callText(token: string, key: string | undefined): string {
  return [
    'POST /users/me/passwordless/_send_link HTTP/1.1',
    'host: 127.0.0.1',
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    ...(key ? [`idempotency-key: ${key}`] : []),
    'content-length: 2',
    '',
    '{}',
  ].join('\r\n')
}
