import { announce, byId } from './dom.js'
import { drawLinkControls, drawOrganizationLinks } from './link-controls.js'
import { fill, formatMoment, formatSeconds, texts } from './texts.js'

/**
 * The state of the page: adding a passkey, `added`, removing a passkey, or the name of an end. It contains everything that
 * the page shows, so that it can be shown again after a reload. `link` is the whole link where it can be opened elsewhere.
 *
 * @typedef {{
 *   is: 'loading' | 'ready' | 'waiting' | 'added' | 'checking' | 'undo' | keyof import('./texts.js').Texts['ends'],
 *   organization?: import('./answers.js').Organization | undefined,
 *   name?: string | undefined,
 *   address?: string | undefined,
 *   elsewhere?: boolean,
 *   seconds?: number,
 *   isSending?: boolean,
 *   passkey?: { name: string, addedAt: string },
 *   language?: string,
 *   link?: string,
 * }} View
 *
 * @typedef {Record<'title' | 'person' | 'text' | 'next' | 'action' | 'status', string | undefined>} Shown
 */

/** @type {View} */
let current = { is: 'loading' }

/** @type {(() => void) | undefined} */
let shownAction

/** The state that is shown. */
export const shown = () => current

/**
 * @param {View} view
 * @param {(() => void) | undefined} [action] what the button does; without it the button is disabled
 */
export function show(view, action) {
  const before = current.is
  current = view
  shownAction = action
  const button = byId('action')
  draw()
  // A focused title is announced by a screen reader. Not on load: then it reads the page from the start.
  if (view.is === 'checking' || view.isSending) return
  if (!isAdding(view) || (before !== 'loading' && view.is === 'ready' && document.activeElement !== button))
    byId('title').focus()
}

/** @param {View} view */
const isAdding = ({ is }) => is === 'loading' || is === 'ready' || is === 'waiting'

/** @param {View} view */
const isWaiting = ({ is, isSending }) =>
  is === 'waiting' || is === 'loading' || is === 'checking' || isSending === true

/** Shows the state in the current language. */
export function draw() {
  const { is, organization } = current
  const shownTexts = textsOf(current)
  const isGood = is === 'added' || is === 'removed' || is === 'newLinkSent'
  byId('page').dataset.mark = isAdding(current) ? 'passkey' : isGood ? 'good' : 'attention'
  byId('page').toggleAttribute('data-waiting', isWaiting(current))
  showOrganization(organization)
  for (const id of /** @type {const} */ (['title', 'person', 'text', 'next']))
    byId(id).textContent = shownTexts[id] ?? ''
  byId('next').hidden = !shownTexts.next
  byId('person').hidden = !isAdding(current)
  // After a reload the name can no longer be changed.
  byId('naming').hidden = is !== 'added' || !byId('naming').onsubmit
  byId('name-label').textContent = texts.added.nameLabel
  byId('hint').textContent = texts.added.nameHint
  byId('save').textContent = texts.added.nameSave
  const button = byId('action')
  button.textContent = shownTexts.action ?? ''
  button.hidden = !shownTexts.action
  button.onclick = shownAction ?? null
  button.setAttribute('aria-disabled', String(!shownAction))
  drawLinkControls({ isAdding: isAdding(current), link: current.link })
  drawOrganizationLinks(
    isWaiting(current) || isAdding(current) ? undefined : organization,
    Boolean(shownTexts.action) || is === 'newLinkSent',
  )
  const languages = /** @type {HTMLSelectElement} */ (byId('language'))
  languages.hidden = false
  languages.value = texts.language
  languages.setAttribute('aria-label', texts.languageLabel)
  announce(shownTexts.status ?? '')
  document.title = shownTexts.title ?? ''
}

/**
 * @param {View} view
 * @returns {Partial<Shown>}
 */
function textsOf(view) {
  const { ready, added, undo, ends } = texts
  const organization = view.organization?.name
  if (view.is === 'added')
    return { title: added.title, text: fill(view.elsewhere ? added.elsewhere : added.here, { organization }) }
  if (view.is === 'loading' || view.is === 'ready' || view.is === 'waiting') {
    const { name, address } = view
    return {
      title: organization ? fill(ready.title, { organization }) : ready.button,
      person: name && fill(address ? ready.forAddress : ready.forName, { name, address }),
      text: ready.explanation,
      action: ready.button,
      status: view.is === 'loading' ? texts.loading : view.is === 'waiting' ? texts.waiting : '',
    }
  }
  if (view.is === 'checking' || view.is === 'undo') {
    const { name: passkey, addedAt } = view.passkey ?? {}
    return {
      title: undo.title,
      text: passkey && fill(undo.text, { organization, passkey, moment: formatMoment(addedAt ?? '') }),
      action: undo.button,
      status: view.is === 'checking' ? texts.loading : '',
    }
  }
  const end = ends[view.is]
  const next = 'next' in end ? end.next : undefined
  const values = { organization, address: view.address, duration: formatSeconds(view.seconds ?? 1) }
  return {
    title: end.title,
    text: fill(end.text, values),
    next: next && fill(next, values),
    action: view.is === 'expired' && canSendNew(view) ? texts.sendNew : next ? undefined : texts.tryAgain,
    status: view.isSending ? texts.loading : '',
  }
}

/** @param {View} view */
const canSendNew = view => view.isSending || shownAction !== undefined

/** @param {View['organization']} organization */
function showOrganization(organization) {
  byId('organization').hidden = !organization
  if (!organization) return
  const { style } = document.documentElement
  for (const [scheme, { accent, ink }] of Object.entries(organization.accents ?? {})) {
    style.setProperty(`--brand-${scheme}`, accent)
    style.setProperty(`--brand-${scheme}-ink`, ink)
  }
  const logo = /** @type {HTMLImageElement} */ (byId('logo'))
  logo.hidden = !organization.logo?.startsWith('data:image/')
  if (!logo.hidden && logo.src !== organization.logo) logo.src = organization.logo ?? ''
  byId('organization-name').textContent = organization.name
}
