import { Webhook } from 'standardwebhooks'

export function receive(secret, headers, body, { passkeys, removed }) {
  const { type, data } = new Webhook(secret).verify(body, headers) // throws where the signature or the time is wrong
  if (type === 'passkey.added' && !removed.has(data.credentialId)) passkeys.set(data.credentialId, data)
  if (type === 'passkey.removed') {
    removed.add(data.credentialId) // what was added may be told later than its removal
    passkeys.delete(data.credentialId)
  }
}
