import { z } from 'zod'

const lengthMax = 100

/**
 * A person's name for a passkey: 1 to 100 characters, without control characters and without bidirectional controls.
 */
export const passkeyName = z
  .string()
  .transform(name => name.normalize('NFC').replace(/\s+/gu, ' ').trim())
  .refine(
    name => [...name].length <= lengthMax && name !== '' && !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(name),
  )
