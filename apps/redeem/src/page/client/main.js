import { post } from './answers.js'
import { makePasskey, signalUnknownPasskey } from './ceremony.js'
import { announce, byId } from './dom.js'
import { device, endOfEnvironment, timeZone } from './environment.js'
import { cleanAddress, isCode, isUndo, linkWith, readLink } from './link.js'
import { readStored, store } from './tab-storage.js'
import { chooseLanguage, pageData, restoreLanguage, setLanguage, texts } from './texts.js'
import { startUndo } from './undo.js'
import { draw, show, shown } from './view.js'

/**
 * @typedef {import('./answers.js').Refused} Refused
 * @typedef {import('./answers.js').Options} Options
 * @typedef {import('@simplewebauthn/browser').RegistrationResponseJSON} Registration
 */

// The lifetime of a challenge is five minutes, and a ceremony may take three.
const freshMs = 110_000

let code = ''
/** @type {(Options & { requestedAt: number }) | undefined} */
let loaded

function start() {
  const { path, code: given } = readLink(location.href)
  const stored = readStored()
  code = given || (stored.code ?? '')
  if (!given && stored.ended) return void restore(stored.ended)
  if (isUndo()) return startUndo(path, code)
  const end = isCode(code) ? endOfEnvironment(pageData.origins) : 'wrong'
  // The code stays in the address, because the link has to be opened in another browser.
  if (end === 'notAllowedHere' || end === 'unsupported') return show({ is: end, link: linkWith(code) })
  cleanAddress(path)
  if (end) return show({ is: end })
  store({ code })
  void prepare()
}

/** @param {import('./view.js').View & { language?: string }} ended */
async function restore(ended) {
  if (ended.language) await setLanguage(ended.language)
  show(ended, ended.is === 'expired' && isCode(code) ? sendNewLink : undefined)
}

async function prepare() {
  show({ is: 'loading', ...linkDetails() })
  if (await loadOptions()) show({ is: 'ready', ...linkDetails(), link: linkWith(code) }, add)
}

/** Loads the options. If they are refused, shows the end and resolves with undefined. */
async function loadOptions() {
  const requestedAt = performance.now()
  const answer = /** @type {Options | Refused} */ (await post('options', { code }))
  if ('error' in answer) return void showRefusal(answer, prepare)
  loaded = { ...answer, requestedAt }
  await setLanguage(answer.language)
  return loaded
}

async function add() {
  show({ is: 'waiting', ...linkDetails() })
  const isFresh = loaded && performance.now() - loaded.requestedAt < freshMs
  const { options } = (isFresh ? loaded : await loadOptions()) ?? {}
  if (!options) return
  const { registration, end } = await makePasskey(options)
  if (registration) await complete(registration)
  else if (end === 'cancelled' || end === 'deviceFailed') show({ is: end, ...linkDetails() }, add)
  else if (end)
    show({ is: end, ...linkDetails(), ...(end === 'notAllowedHere' ? { link: linkWith(code) } : {}) })
}

/** @param {Registration} registration sent again unchanged if its answer is lost, because it may have been stored */
async function complete(registration) {
  show({ is: 'waiting', ...linkDetails() })
  const answer = /** @type {import('./answers.js').Added | Refused} */ (
    await post('passkey', { code, response: registration, device: device(), timeZone: timeZone() })
  )
  if ('error' in answer) {
    const mayBeStored = ['offline', 'unavailable', 'internal', 'too_many_tries'].includes(answer.error)
    if (mayBeStored) return showRefusal(answer, () => complete(registration))
    if (answer.error !== 'passkey_exists')
      void signalUnknownPasskey(loaded?.options.rp.id ?? '', registration.id)
    return showRefusal(answer, prepare)
  }
  const view = {
    is: /** @type {const} */ ('added'),
    ...linkDetails(),
    elsewhere: registration.authenticatorAttachment === 'cross-platform',
  }
  store({ ended: { ...view, ...language() } })
  proposeName(answer.passkey)
  show(view)
}

/** @param {{ credentialId: string, name: string }} passkey */
function proposeName({ credentialId, name }) {
  const field = /** @type {HTMLInputElement} */ (byId('name'))
  field.value = name
  field.oninput = () => announce('')
  byId('naming').onsubmit = async event => {
    event.preventDefault()
    announce('')
    const answer = await post('name', { code, credentialId, name: field.value })
    announce('error' in answer ? texts.added.nameNotSaved : texts.added.nameSaved)
  }
}

const ends = /** @type {const} */ ({
  link_invalid: 'wrong',
  link_expired: 'expired',
  link_redeemed: 'redeemed',
  link_revoked: 'revoked',
  passkey_exists: 'already',
  origin_refused: 'wrongOrigin',
  new_link_refused: 'newLinkRefused',
  new_link_undeliverable: 'newLinkUndeliverable',
  too_many_tries: 'busy',
  unavailable: 'away',
  internal: 'away',
  offline: 'offline',
})

/**
 * @param {Refused} refused
 * @param {() => void} retry
 */
async function showRefusal(refused, retry) {
  const { error, seconds, organization, address, language: newLanguage, canRenew } = refused
  // It was mailed again meanwhile.
  if (error === 'link_open') return prepare()
  if (newLanguage) await setLanguage(newLanguage)
  const is = ends[/** @type {keyof typeof ends} */ (error)] ?? 'refused'
  const given = { ...(organization ? { organization } : {}), ...(address ? { address } : {}) }
  const view = { is, ...linkDetails(), ...given, seconds }
  // With the code of a link that has expired lately a new one can be requested, also after a reload.
  const renews = is === 'expired' && canRenew
  if (renews) store({ code, ended: { ...view, ...language() } })
  else if (['expired', 'redeemed', 'revoked'].includes(is)) store({ ended: { ...view, ...language() } })
  else if (is === 'wrong') store({})
  const canRetry = ['busy', 'away', 'offline', 'refused'].includes(is)
  show(view, renews ? sendNewLink : canRetry ? retry : undefined)
}

/** Requests a new link instead of this one, which has expired. */
async function sendNewLink() {
  const { organization } = shown()
  show({ is: 'expired', organization, isSending: true })
  const answer = /** @type {import('./answers.js').NewLink | Refused} */ (
    await post('new', { code, timeZone: timeZone() })
  )
  if ('error' in answer) return showRefusal({ organization, ...answer }, sendNewLink)
  const view = { is: /** @type {const} */ ('newLinkSent'), organization, address: answer.address }
  store({ ended: { ...view, ...language() } })
  show(view)
}

function linkDetails() {
  if (!loaded) return {}
  const { organization, person, options } = loaded
  const address = options.user.name === person.name ? undefined : options.user.name
  return { organization, name: person.name, address }
}

const language = () => ({ language: texts.language })

const languages = /** @type {HTMLSelectElement} */ (byId('language'))
languages.onchange = async () => {
  await chooseLanguage(languages.value)
  draw()
}

addEventListener('hashchange', () => location.hash && start())
void restoreLanguage().then(() => {
  start()
  // Until then the style sheet shows after a while that the page was not loaded.
  document.documentElement.dataset.running = ''
})
