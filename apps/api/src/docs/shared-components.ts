import { detailHeaders } from '../calls/request-details.ts'

const requestDetail = (detail: keyof typeof detailHeaders, description: string) => ({
  name: detailHeaders[detail],
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description: `${description}, for the mail`,
})

/** The components that several operations of the OpenAPI description share. */
export const sharedComponents = {
  securitySchemes: {
    token: {
      type: 'http',
      scheme: 'bearer',
      description:
        'An access token of AUTH_ISSUER, made for AUTH_AUDIENCE and issued to one of AUTH_CLIENTS, where these are set',
    },
  },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      schema: { type: 'string', minLength: 1, maxLength: 255 },
      description: 'Repeating a call with its key within 24 hours repeats its answer and sends nothing',
    },
    GrpcTimeout: {
      name: 'Grpc-Timeout',
      in: 'header',
      required: false,
      schema: { type: 'string', pattern: '^\\d{1,8}[HMSmun]$' },
      description: 'How long the caller waits, ten minutes at most: after that nothing is recorded',
    },
    PasslinkApplication: requestDetail(
      'application',
      'The name of the application in which the person asked',
    ),
    PasslinkUserAgent: requestDetail('userAgent', 'The User-Agent of the person’s browser'),
    PasslinkLocation: requestDetail('location', 'A rough place in words'),
    PasslinkTimeZone: requestDetail('timeZone', 'The person’s time zone (IANA)'),
  },
  responses: {
    Failure: {
      description: 'A google.rpc.Status as JSON, its message in a language of Accept-Language',
      headers: {
        'Retry-After': { schema: { type: 'integer' }, description: 'Seconds; where trying again will help' },
      },
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Status' } } },
    },
  },
  schemas: {
    Status: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'integer', description: 'google.rpc.Code', examples: [9] },
        message: {
          type: 'string',
          examples: ['The e-mail address of the user is not verified (LINK-uNv3r)'],
        },
        details: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              '@type': { type: 'string', const: 'type.googleapis.com/zitadel.v1.ErrorDetail' },
              id: { type: 'string', description: 'Never changes', examples: ['LINK-uNv3r'] },
              message: { type: 'string' },
            },
          },
        },
      },
    },
  },
}
