/**
 * @typedef {import('@simplewebauthn/browser').PublicKeyCredentialCreationOptionsJSON} OptionsJSON
 * @typedef {{ name: string, logo: string | null }} Organization
 * @typedef {{ person: { name: string }, organization: Organization, language: string, options: OptionsJSON }} Options
 * @typedef {{ passkey: { credentialId: string, name: string } }} Added
 * @typedef {{ error: string, seconds: number, organization?: Organization, language?: string }} Refused
 */

const timeoutMs = 30_000

/**
 * Posts a step of this page's link, with its code in the body. A refusal is an answer too: `error` is its id, `offline` where
 * there was no answer, `unavailable` where it came from another server.
 *
 * @template Answer
 * @param {'options' | 'passkey' | 'name'} step
 * @param {object} body
 * @returns {Promise<Answer | Refused>}
 */
export async function post(step, body) {
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(), timeoutMs)
  try {
    const response = await fetch(`${location.pathname}/${step}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ language: document.documentElement.lang, ...body }),
      cache: 'no-store',
      credentials: 'omit',
      signal: giveUp.signal,
    })
    const answer = await response.json().catch(() => ({}))
    if (response.ok) return answer
    const seconds = Number(response.headers.get('retry-after')) || 0
    const error = answer.error?.id ?? (response.status < 500 ? 'refused' : 'unavailable')
    return { ...answer, error, seconds }
  } catch {
    return { error: 'offline', seconds: 0 }
  } finally {
    clearTimeout(timer)
  }
}
