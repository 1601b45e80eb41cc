/** A passkey as the webhook `passkey.added` has it; only the fields that a login uses. */
export type Passkey = {
  userId: string
  credentialId: string
  publicKey: string
  counter: number
  transports: string[]
  rpId: string
}

/** What a login knows: the passkeys by credential id, and the credential ids of those that were removed. */
export type Known = { passkeys: Map<string, Passkey>; removed: Set<string> }
