import { post } from './answers.js'
import { forget, makePasskey } from './ceremony.js'
import { device, endOfSurroundings } from './surroundings.js'
import { readStored, store, takeCode } from './tab-storage.js'
import { at, say, show } from './view.js'
import { given, speak, texts } from './words.js'

/**
 * @typedef {import('./answers.js').Refused} Refused
 * @typedef {import('./answers.js').Options} Options
 * @typedef {import('@simplewebauthn/browser').RegistrationResponseJSON} Registration
 */

// The challenge lives for five minutes, of which a ceremony may take three.
const freshMs = 110_000

let code = ''
/** @type {(Options & { requestedAt: number }) | undefined} */
let offer

function begin() {
  const taken = takeCode()
  const stored = readStored()
  code = taken || (stored.code ?? '')
  const end = endOfSurroundings(given.origins)
  if (!taken && stored.ended) return void restore(stored.ended)
  if (!/^[\w-]{22}$/.test(code)) return show({ is: 'wrong' })
  store({ code })
  return end ? show({ is: end }) : void prepare()
}

/** @param {import('./view.js').View & { language?: string }} ended */
async function restore(ended) {
  if (ended.language) await speak(ended.language)
  show(ended)
  at('naming').hidden = true
}

async function prepare() {
  show({ is: 'loading', ...aboutLink() })
  if (await loadOffer()) show({ is: 'ready', ...aboutLink() }, add)
}

/** Loads the options; shows the end where they are refused. */
async function loadOffer() {
  const requestedAt = performance.now()
  const answer = /** @type {Options | Refused} */ (await post('options', { code }))
  if ('error' in answer) return void showRefusal(answer, prepare)
  offer = { ...answer, requestedAt }
  await speak(answer.language)
  return offer
}

async function add() {
  show({ is: 'waiting', ...aboutLink() })
  const isFresh = offer && performance.now() - offer.requestedAt < freshMs
  const { options } = (isFresh ? offer : await loadOffer()) ?? {}
  if (!options) return
  const { registration, end } = await makePasskey(options)
  if (registration) await complete(registration)
  else if (end) show({ is: end, ...aboutLink() }, end === 'cancelled' || end === 'failed' ? add : undefined)
}

/** @param {Registration} registration sent again as it is where no answer came, for it may have been stored */
async function complete(registration) {
  show({ is: 'waiting', ...aboutLink() })
  const answer = /** @type {import('./answers.js').Added | Refused} */ (
    await post('passkey', { code, response: registration, device: device() })
  )
  if ('error' in answer) {
    const mayBeStored = ['offline', 'unavailable', 'internal', 'too_many_tries'].includes(answer.error)
    if (mayBeStored) return showRefusal(answer, () => complete(registration))
    if (answer.error !== 'passkey_exists') void forget(offer?.options.rp.id ?? '', registration.id)
    return showRefusal(answer, prepare)
  }
  const view = {
    is: /** @type {const} */ ('added'),
    ...aboutLink(),
    elsewhere: registration.authenticatorAttachment === 'cross-platform',
  }
  store({ ended: { ...view, ...language() } })
  show(view)
  offerName(answer.passkey)
}

/** @param {{ credentialId: string, name: string }} passkey */
function offerName({ credentialId, name }) {
  const field = /** @type {HTMLInputElement} */ (at('name'))
  field.value = name
  at('naming').onsubmit = async event => {
    event.preventDefault()
    const answer = await post('name', { code, credentialId, name: field.value })
    say('error' in answer ? texts.added.nameNotSaved : texts.added.nameSaved)
  }
}

const ends = /** @type {const} */ ({
  link_invalid: 'wrong',
  link_expired: 'expired',
  link_redeemed: 'redeemed',
  link_revoked: 'revoked',
  passkey_exists: 'already',
  origin_refused: 'wrongOrigin',
  too_many_tries: 'busy',
  unavailable: 'away',
  internal: 'away',
  offline: 'offline',
})

/**
 * @param {Refused} refused
 * @param {() => void} again
 */
async function showRefusal({ error, seconds, organization, language: refusedIn }, again) {
  if (refusedIn) await speak(refusedIn)
  const is = ends[/** @type {keyof typeof ends} */ (error)] ?? 'failed'
  const view = { is, ...aboutLink(), ...(organization ? { organization } : {}), seconds }
  if (['expired', 'redeemed', 'revoked'].includes(is)) store({ ended: { ...view, ...language() } })
  else if (is === 'wrong') store({})
  show(view, ['busy', 'away', 'offline', 'failed'].includes(is) ? again : undefined)
}

function aboutLink() {
  if (!offer) return {}
  const { organization, person, options } = offer
  const address = options.user.name === person.name ? undefined : options.user.name
  return { organization, name: person.name, address }
}

const language = () => ({ language: texts.language })

addEventListener('hashchange', () => location.hash && begin())
begin()
