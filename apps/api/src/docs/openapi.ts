import type { Call } from '../calls/call.ts'
import { messageSchema } from './message-schema.ts'
import { otherPaths } from './other-paths.ts'
import { sharedComponents } from './shared-components.ts'

/** What a call does and when to use it, in a sentence or two, by the name of its RPC. */
const summaries: Record<string, string> = {
  SendMyPasswordlessLink: 'Mail the caller a single-use link with which to add a passkey on another device',
  AddMyPasswordlessLink: 'Return such a link to the caller and mail nothing (only where RETURN_LINKS is on)',
  ListMyPasswordless: 'List the caller’s passkeys',
  RemoveMyPasswordless: 'Remove one of the caller’s passkeys',
  SendPasswordlessRegistration: 'Mail another person of the caller’s organization a link (help desk)',
  AddPasswordlessRegistration:
    'Return a link for another person of the caller’s organization (help desk, RETURN_LINKS)',
  CreatePasskeyRegistrationLink:
    'Mail a link that may lead to the application’s own page, or return its code',
}

const failures = Object.fromEntries(
  ['400', '401', '403', '404', '409', '413', '415', '422', '429', '503'].map(status => [
    status,
    { $ref: '#/components/responses/Failure' },
  ]),
)

/** The OpenAPI 3.1 description of every JSON route, made from the calls themselves. */
export function createOpenApi(calls: readonly Call[]) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Passlink',
      version: '1',
      description:
        'Mails a signed-in person a single-use link with which they add a passkey on another device.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: { ...Object.fromEntries(calls.flatMap(pathsOf)), ...otherPaths(failures) },
    components: sharedComponents,
  }
}

function pathsOf({ method, route }: Call) {
  const parameters = [...(route.paths[0] ?? '').matchAll(/:(\w+)/g)].map(([, name]) => name as string)
  return route.paths.map((path, index) => [
    path.replace(/:(\w+)/g, '{$1}'),
    {
      [route.verb.toLowerCase()]: {
        operationId: index === 0 ? method.name : `${method.name}At${index}`,
        summary: summaries[method.name] ?? method.name,
        description: `The same as the RPC \`/${method.parent.typeName}/${method.name}\`.`,
        tags: [method.parent.typeName],
        parameters: [
          ...parameters.map(name => ({
            name,
            in: 'path',
            required: true,
            schema: { type: 'string', maxLength: 200 },
          })),
          { $ref: '#/components/parameters/IdempotencyKey' },
        ],
        ...(route.verb === 'POST' ? { requestBody: bodyOf(messageSchema(method.input, parameters)) } : {}),
        responses: { 200: answerOf(messageSchema(method.output)), ...failures },
      },
    },
  ])
}

function bodyOf(schema: object) {
  return { required: false, content: { 'application/json': { schema } } }
}

function answerOf(schema: object) {
  return {
    description: 'Recorded. What was promised is kept from here on.',
    headers: {
      'Passlink-Link-Id': {
        schema: { type: 'string', format: 'uuid' },
        description: 'For GET /v1/links/{id}',
      },
    },
    content: { 'application/json': { schema } },
  }
}
