import { sendSignal, startRegistration } from '@simplewebauthn/browser'
import { isInsideApp } from './environment.js'

/** @typedef {import('@simplewebauthn/browser').RegistrationResponseJSON} Registration */

/**
 * Makes a passkey. If that fails, resolves with the name of the end to show.
 *
 * @param {import('./answers.js').OptionsJSON} options
 * @returns {Promise<{ registration: Registration, end?: never } | { registration?: never, end: ReturnType<typeof endOf> }>}
 */
export async function makePasskey(options) {
  try {
    return { registration: await startRegistration({ optionsJSON: options }) }
  } catch (error) {
    return { end: endOf(/** @type {Error & { code?: string }} */ (error)) }
  }
}

/** @param {Error & { code?: string, cause?: unknown }} error */
function endOf({ name, code, cause }) {
  if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return 'already'
  if (code === 'ERROR_INVALID_DOMAIN' || code === 'ERROR_INVALID_RP_ID' || name === 'SecurityError')
    return 'wrongOrigin'
  const isRefusal = name === 'NotAllowedError' || name === 'AbortError' || code === 'ERROR_CEREMONY_ABORTED'
  if (isRefusal || (cause instanceof Error && cause.name === 'NotAllowedError'))
    return isInsideApp() ? 'notAllowedHere' : 'cancelled'
  return 'deviceFailed'
}

/**
 * Signals to the browser that a passkey is not stored here, so that it is not offered for signing in.
 *
 * @param {string} rpId
 * @param {string} credentialId
 */
export async function signalUnknownPasskey(rpId, credentialId) {
  try {
    await sendSignal({
      signalName: 'unknownCredential',
      rpID: rpId,
      credentialID: credentialId,
    })
  } catch {
    // Not every browser supports signals.
  }
}
