import { readLink } from './link.js'

/**
 * @typedef {import('@simplewebauthn/browser').PublicKeyCredentialCreationOptionsJSON} OptionsJSON
 * @typedef {{ accent: string, ink: string }} Accent
 * @typedef {{ name: string, logo: string | null, accents?: { light: Accent, dark: Accent }, signInUrl?: string | null, supportUrl?: string | null }} Organization
 * @typedef {{ person: { name: string }, organization: Organization, language: string, options: OptionsJSON }} Options
 * @typedef {{ passkey: { credentialId: string, name: string } }} Added
 * @typedef {{ passkey: { name: string, addedAt: string }, organization: Organization, language: string }} Removable
 * @typedef {{ organization: Organization, language: string }} Removed
 * @typedef {{ address: string }} NewLink
 * @typedef {{ error: string, seconds: number, organization?: Organization | undefined, language?: string, canRenew?: boolean, address?: string }} Refused
 */

const timeoutMs = 30_000

/**
 * Posts a step of the link. Never rejects: a failure resolves with `error`, the id of the error. It is `offline` if
 * there was no answer, `unavailable` for a status of 500 or above without an id, and `refused` for any other answer
 * without an id.
 *
 * @template Answer
 * @param {'options' | 'passkey' | 'name' | 'new' | 'check' | 'remove'} step
 * @param {object} body
 * @returns {Promise<Answer | Refused>}
 */
export async function post(step, body) {
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(), timeoutMs)
  try {
    const response = await fetch(`${readLink(location.href).path}/${step}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ language: document.documentElement.lang, ...body }),
      cache: 'no-store',
      credentials: 'omit',
      signal: timeout.signal,
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
