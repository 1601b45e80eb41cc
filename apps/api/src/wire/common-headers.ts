import { cors } from '@connectrpc/connect'
import type { HttpBindings } from '@hono/node-server'
import { tracingHeaders } from '@passlink/runtime'
import type { MiddlewareHandler } from 'hono'
import { detailHeaders } from '../calls/request-details.ts'
import type { Caller } from '../identity/authenticate.ts'
import type { CallerOf } from './create-caller-of.ts'
import { requestIdOf } from './request-id-of.ts'

/** `commonHeaders`: what every answer has. An answer is created with them, because a change of an answer copies it. */
export type CommonVariables = { caller: Caller; commonHeaders: Readonly<Record<string, string>> }

const exposedHeaders = [
  'Location',
  'Content-Length',
  'Passlink-Link-Id',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
  ...cors.exposedHeaders,
]

const constantHeaders = {
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': exposedHeaders.join(','),
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  vary: 'Origin',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}

/**
 * Determines whose request it is, and the headers of every answer: those that secure it, `hsts` among them if it is
 * given, and those that let pages of every origin call, because browsers do not send tokens by themselves.
 */
export function createSetCommonHeaders(
  callerOf: CallerOf,
  hsts: string | undefined,
): MiddlewareHandler<{ Bindings: HttpBindings; Variables: CommonVariables }> {
  const unchanging = { ...constantHeaders, ...(hsts ? { 'strict-transport-security': hsts } : {}) }
  return (c, next) => {
    const requestId = requestIdOf(c.req.header('x-request-id'))
    const origin = c.req.header('origin')
    c.set('caller', callerOf(c.env.incoming, requestId))
    c.set('commonHeaders', {
      ...unchanging,
      ...(origin ? { 'access-control-allow-origin': origin } : {}),
      'x-request-id': requestId,
    })
    return next()
  }
}

/** Adds the common headers to the answers that are created with the context. */
export const addCommonHeaders: MiddlewareHandler<{ Variables: CommonVariables }> = (c, next) => {
  for (const [name, value] of Object.entries(c.get('commonHeaders'))) c.header(name, value)
  return next()
}

/** The headers of the answer to a preflight request, besides the common ones. */
export const preflightHeaders = {
  'access-control-allow-headers': [
    'Origin',
    'Accept',
    'Accept-Language',
    'Authorization',
    'Idempotency-Key',
    ...Object.values(detailHeaders),
    'X-Request-Id',
    'X-Requested-With',
    'X-Zitadel-Orgid',
    ...tracingHeaders,
    ...cors.allowedHeaders,
  ].join(','),
  'access-control-allow-methods': 'OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE',
  'access-control-max-age': '7200',
  vary: 'Origin, Access-Control-Request-Headers',
}
