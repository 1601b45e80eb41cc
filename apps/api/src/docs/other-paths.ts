import {
  organization,
  ownTexts,
  storedOrganization,
  storedUser,
  user,
  userPasskeys,
} from './directory-schemas.ts'

type Failures = Record<string, { $ref: string }>

const instant = { type: 'string', format: 'date-time' }

const linkStatus = {
  type: 'object',
  required: ['id', 'state'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    state: {
      type: 'string',
      enum: ['queued', 'sending', 'waiting', 'sent', 'dead', 'redeemed', 'revoked', 'expired', 'returned'],
    },
    because: {
      type: 'string',
      description: 'Why it waits or is dead, in the relay’s words where it had any',
    },
    retryAt: instant,
    sentAt: instant,
    redeemedAt: instant,
    expiredAt: instant,
    createdAt: instant,
    attempts: { type: 'integer' },
  },
}

/** The routes that are not calls: link status, the directory, health and readiness. */
export function otherPaths(failures: Failures) {
  const id = {
    name: 'id',
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  }
  const language = {
    name: 'language',
    in: 'path',
    required: true,
    schema: { type: 'string' },
    description: 'One of the languages of the mails (BCP 47)',
  }
  const answer = (description: string, schema?: object) => ({
    description,
    ...(schema ? { content: { 'application/json': { schema } } } : {}),
  })
  const body = (schema: object) => ({ required: true, content: { 'application/json': { schema } } })
  const operation = (operationId: string, summary: string, tag: string, rest: object) => ({
    operationId,
    summary,
    tags: [tag],
    parameters: [id],
    ...rest,
  })
  const unauthenticated = (operationId: string, summary: string, responses: object) => ({
    operationId,
    summary,
    tags: ['operation'],
    security: [],
    responses,
  })
  return {
    '/v1/links/{id}': {
      get: operation('GetLink', 'How a link and its mail fare', 'links', {
        responses: { 200: answer('Its state', linkStatus), ...failures },
      }),
    },
    '/v1/users/{id}': {
      put: operation('PutUser', 'Add a user or bring them up to date', 'directory', {
        requestBody: body(user),
        responses: { 200: answer('Up to date', storedUser), 201: answer('Added', storedUser), ...failures },
      }),
      get: operation('GetUser', 'Read a user', 'directory', {
        responses: { 200: answer('The user', storedUser), ...failures },
      }),
      delete: operation('DeleteUser', 'Delete a user with their links and passkeys', 'directory', {
        responses: { 204: answer('Gone, or never there'), ...failures },
      }),
    },
    '/v1/users/{id}/passkeys': {
      get: operation('GetUserPasskeys', 'Read a user’s passkeys, to verify assertions with', 'directory', {
        responses: { 200: answer('The passkeys', userPasskeys), ...failures },
      }),
    },
    '/v1/organizations/{id}': {
      put: operation('PutOrganization', 'Add an organization or bring it up to date', 'directory', {
        requestBody: body(organization),
        responses: {
          200: answer('Up to date', organization),
          201: answer('Added', organization),
          ...failures,
        },
      }),
      get: operation('GetOrganization', 'Read an organization with its brand and texts', 'directory', {
        responses: { 200: answer('The organization', storedOrganization), ...failures },
      }),
    },
    '/v1/organizations/{id}/messages/{language}': {
      put: operation(
        'PutOrganizationTexts',
        'Replace the organization’s own texts in a language',
        'directory',
        {
          parameters: [id, language],
          requestBody: body(ownTexts),
          responses: { 200: answer('Its texts', ownTexts), ...failures },
        },
      ),
      get: operation('GetOrganizationTexts', 'Read them', 'directory', {
        parameters: [id, language],
        responses: { 200: answer('Its texts', ownTexts), ...failures },
      }),
      delete: operation('DeleteOrganizationTexts', 'Remove them', 'directory', {
        parameters: [id, language],
        responses: { 204: answer('Gone, or never there'), ...failures },
      }),
    },
    '/healthz': { get: unauthenticated('GetHealth', 'Whether the process runs', { 200: answer('It does') }) },
    '/readyz': {
      get: unauthenticated('GetReadiness', 'Whether it can work', {
        200: answer('It can'),
        503: answer('It cannot, or it stops'),
      }),
    },
  }
}
