import type { Known, Passkey } from './known.ts'

type Api = { url: string; token: string }

/**
 * Asks the API for the passkeys of these users, which webhooks told of before this process ran. `token` has the scope of
 * provisioning. Rejects if the API refuses.
 */
export async function catchUp(
  { url, token }: Api,
  userIds: readonly string[],
  { passkeys, removed }: Known,
): Promise<void> {
  await Promise.all(
    userIds.map(async userId => {
      const response = await fetch(`${url}/v1/users/${encodeURIComponent(userId)}/passkeys`, {
        headers: { authorization: `Bearer ${token}` },
      })
      if (response.status === 404) return
      if (!response.ok) throw new Error(`the passkeys of ${userId}: ${url} answered ${response.status}`)
      const answer = (await response.json()) as { passkeys: Omit<Passkey, 'userId'>[] }
      for (const passkey of answer.passkeys)
        if (!removed.has(passkey.credentialId)) passkeys.set(passkey.credentialId, { ...passkey, userId })
    }),
  )
}
