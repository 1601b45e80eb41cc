import { z } from 'zod'

const base64url = (bytesMax: number) =>
  z
    .string()
    .regex(/^[\w-]+$/)
    .max(Math.ceil((bytesMax * 4) / 3))

const idBytesMax = 1_023

/** The used fields of `PublicKeyCredential.toJSON()` (WebAuthn section 5.1, RegistrationResponseJSON). */
export const registration = z.object({
  id: base64url(idBytesMax),
  rawId: base64url(idBytesMax),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullish(),
  response: z.object({
    clientDataJSON: base64url(8_192),
    attestationObject: base64url(32_768),
    transports: z
      .array(z.string().regex(/^[a-z-]{1,32}$/))
      .max(16)
      .nullish(),
  }),
})

export type Registration = z.output<typeof registration>
