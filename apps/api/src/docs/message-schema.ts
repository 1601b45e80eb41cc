import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf'

export type JsonSchema = { [key: string]: unknown }

const wellKnown: Record<string, JsonSchema> = {
  'google.protobuf.Timestamp': {
    type: 'string',
    format: 'date-time',
    description: 'RFC 3339 in UTC, up to microseconds',
  },
  'google.protobuf.Duration': { type: 'string', pattern: '^\\d+(\\.\\d+)?s$', examples: ['3600s'] },
}

/** The JSON Schema of a message in proto3 JSON, without the fields named in `without`, which are in the path. */
export function messageSchema(message: DescMessage, without: readonly string[] = []): JsonSchema {
  const known = wellKnown[message.typeName]
  if (known) return known
  const fields = message.fields.filter(({ localName }) => !without.includes(localName))
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(field => [field.jsonName, fieldSchema(field)])),
  }
}

function fieldSchema(field: DescField): JsonSchema {
  switch (field.fieldKind) {
    case 'message':
      return messageSchema(field.message)
    case 'enum':
      return { type: 'string', enum: field.enum.values.map(({ name }) => name) }
    case 'list':
      return { type: 'array', items: itemSchema(field) }
    case 'scalar':
      return scalarSchema(field.scalar)
    case 'map':
      return { type: 'object' }
  }
}

function itemSchema(field: DescField & { fieldKind: 'list' }): JsonSchema {
  if (field.listKind === 'message') return messageSchema(field.message)
  return field.listKind === 'scalar' ? scalarSchema(field.scalar) : { type: 'string' }
}

// Proto3 JSON writes 64-bit integers as strings.
function scalarSchema(scalar: ScalarType): JsonSchema {
  switch (scalar) {
    case ScalarType.BOOL:
      return { type: 'boolean' }
    case ScalarType.INT32:
    case ScalarType.UINT32:
      return { type: 'integer' }
    case ScalarType.UINT64:
    case ScalarType.INT64:
      return { type: 'string', pattern: '^-?\\d+$' }
    default:
      return { type: 'string' }
  }
}
