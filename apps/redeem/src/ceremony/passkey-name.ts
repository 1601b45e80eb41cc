import { z } from 'zod'

const lengthMax = 100

/** What a person calls a passkey: 1 to 100 characters, none of which is a control character or turns the text around. */
export const passkeyName = z
  .string()
  .transform(name => name.normalize('NFC').replace(/\s+/gu, ' ').trim())
  .refine(
    name => [...name].length <= lengthMax && name !== '' && !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(name),
  )
