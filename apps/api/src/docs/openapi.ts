import type { Call } from '../calls/call.ts'
import { messageSchema } from './message-schema.ts'
import { otherPaths } from './other-paths.ts'
import { sharedComponents } from './shared-components.ts'

/** The summary of each call, by the name of its RPC. */
const summaries: Record<string, string> = {
  SendMyPasswordlessLink: 'Mail the caller a single-use link with which to add a passkey on another device',
  AddMyPasswordlessLink: 'Return such a link to the caller and mail nothing (only where RETURN_LINKS is on)',
  ListMyPasswordless: 'List the caller’s passkeys',
  RemoveMyPasswordless: 'Remove one of the caller’s passkeys',
  SendPasswordlessRegistration:
    'Mail another person a link (help desk, in the organizations its role was given in)',
  AddPasswordlessRegistration: 'Return a link for another person (help desk, RETURN_LINKS)',
  CreatePasskeyRegistrationLink:
    'Mail a link that may lead to the application’s own page, or return its code',
}

const template = 'https://app.example.com/passkey?user={{.UserID}}&id={{.CodeID}}#{{.Code}}'

/** Complete request bodies, by the name of the RPC. All other calls accept an empty body. */
const bodyExamples: Record<string, Record<string, { summary: string; value: object }>> = {
  CreatePasskeyRegistrationLink: {
    ours: { summary: 'Mail a link to our own page', value: {} },
    yours: {
      summary: 'Mail a link to your page, whose origin is one of ALLOWED_ORIGINS',
      value: { sendLink: { urlTemplate: template } },
    },
    code: { summary: 'Return the code (only where RETURN_LINKS is on)', value: { returnCode: {} } },
  },
}

const failures = Object.fromEntries(
  ['400', '401', '403', '404', '409', '413', '415', '422', '429', '503'].map(status => [
    status,
    { $ref: '#/components/responses/Failure' },
  ]),
)

/** The OpenAPI 3.1 description of every JSON route. Those of the calls are generated from `calls`. */
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

const ofRecording = [
  'IdempotencyKey',
  'PasslinkApplication',
  'PasslinkUserAgent',
  'PasslinkLocation',
  'PasslinkTimeZone',
]

function pathsOf({ method, route }: Call) {
  const inPath = [...(route.paths[0] ?? '').matchAll(/:(\w+)/g)].map(([, name]) => name as string)
  const recordsLink = route.verb === 'POST' && method.output.fields.some(({ name }) => name === 'details')
  const operation = {
    summary: summaries[method.name] ?? method.name,
    description: `The same as the RPC \`/${method.parent.typeName}/${method.name}\`.`,
    tags: [method.parent.typeName],
    parameters: [
      ...inPath.map(parameterOf),
      { $ref: '#/components/parameters/GrpcTimeout' },
      ...(recordsLink ? ofRecording.map(name => ({ $ref: `#/components/parameters/${name}` })) : []),
    ],
    ...(route.verb === 'POST'
      ? { requestBody: bodyOf(method.name, messageSchema(method.input, inPath)) }
      : {}),
    responses: { 200: answerOf(messageSchema(method.output), recordsLink), ...failures },
  }
  return route.paths.map((path, index) => [
    path.replace(/:(\w+)/g, '{$1}'),
    {
      [route.verb.toLowerCase()]: {
        operationId: index === 0 ? method.name : `${method.name}At${index}`,
        ...operation,
      },
    },
  ])
}

function parameterOf(name: string) {
  const schema = { type: 'string', minLength: 1, maxLength: 200 }
  return { name, in: 'path', required: true, schema, ...(name === 'userId' ? { example: 'alice' } : {}) }
}

function bodyOf(name: string, schema: object) {
  const examples = bodyExamples[name] ?? { nothing: { value: {} } }
  return { required: false, content: { 'application/json': { schema, examples } } }
}

function answerOf(schema: object, recordsLink: boolean) {
  const id = {
    schema: { type: 'string', format: 'uuid' },
    description: 'The id of the link, for GET /v1/links/{id}',
  }
  return {
    description: recordsLink ? 'Recorded: what was promised is kept from here on' : 'Done',
    ...(recordsLink ? { headers: { 'Passlink-Link-Id': id } } : {}),
    content: { 'application/json': { schema } },
  }
}
