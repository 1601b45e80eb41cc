const text = { type: 'string' }
const color = { type: 'string', pattern: '^#[0-9a-fA-F]{6}$' }
const url = { type: ['string', 'null'], format: 'uri', maxLength: 1_000 }
const instant = { type: 'string', format: 'date-time' }

export const user = {
  type: 'object',
  required: ['organizationId', 'displayName'],
  additionalProperties: false,
  properties: {
    organizationId: { type: 'string', minLength: 1, maxLength: 200 },
    email: { type: ['string', 'null'], maxLength: 254 },
    emailVerified: { type: 'boolean', default: false },
    displayName: text,
    language: { type: ['string', 'null'], description: 'BCP 47' },
    timeZone: { type: ['string', 'null'], description: 'IANA' },
  },
}

export const organization = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 200 },
    logo: { type: ['string', 'null'], maxLength: 10_000, description: 'A picture as a data URL (base64)' },
    colors: {
      type: ['object', 'null'],
      required: ['accent'],
      additionalProperties: false,
      properties: { accent: color, accentDark: { ...color, type: ['string', 'null'] } },
    },
    sender: {
      type: ['object', 'null'],
      required: ['address'],
      additionalProperties: false,
      properties: { name: { type: ['string', 'null'], maxLength: 100 }, address: text },
    },
    replyTo: { type: ['string', 'null'] },
    signInUrl: url,
    accountUrl: url,
    supportUrl: { ...url, description: 'https or mailto' },
  },
}

export const storedOrganization = {
  type: 'object',
  properties: {
    id: text,
    ...organization.properties,
    messages: { type: 'object', description: 'Its own texts by language', additionalProperties: true },
    problems: { type: 'array', items: text, description: 'What of it is not used, and why' },
  },
}

export const ownTexts = {
  type: 'object',
  additionalProperties: { type: 'string', maxLength: 1_000 },
  description: 'Texts of the mails by name, in ICU MessageFormat',
  example: { 'linkMail.button': 'Set it up' },
}

export const storedUser = {
  type: 'object',
  properties: { id: text, ...user.properties, createdAt: instant, changedAt: instant },
}

export const userPasskeys = {
  type: 'object',
  required: ['userHandle', 'passkeys'],
  properties: {
    userHandle: { type: 'string', format: 'uuid' },
    passkeys: {
      type: 'array',
      items: {
        type: 'object',
        description: 'As in the webhook `passkey.added`',
        properties: {
          credentialId: text,
          publicKey: text,
          counter: { type: 'integer' },
          transports: { type: 'array', items: text },
          attachment: { type: ['string', 'null'] },
          aaguid: text,
          backupEligible: { type: 'boolean' },
          backedUp: { type: 'boolean' },
          attestationFormat: text,
          rpId: text,
          origin: text,
          name: text,
          createdAt: instant,
        },
      },
    },
  },
}
