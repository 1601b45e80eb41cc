import { fill, formatSeconds, texts } from './texts.js'

/**
 * The state of the page: adding a passkey, `added`, or the name of an end. It contains everything that the page shows,
 * so that it can be shown again after a reload.
 *
 * @typedef {{
 *   is: 'loading' | 'ready' | 'waiting' | 'added' | keyof import('./texts.js').Texts['ends'],
 *   organization?: import('./answers.js').Organization | undefined,
 *   name?: string | undefined,
 *   address?: string | undefined,
 *   elsewhere?: boolean,
 *   seconds?: number,
 * }} View
 */

/** @type {View} */
let shown = { is: 'loading' }

/**
 * @template {HTMLElement} Element
 * @param {string} id
 * @returns {Element}
 */
export const byId = id => /** @type {Element} */ (document.getElementById(id))

/**
 * @param {View} view
 * @param {(() => void) | undefined} [action] what the button does; without it the button is disabled
 */
export function show(view, action) {
  const before = shown.is
  shown = view
  const isAdding = view.is === 'loading' || view.is === 'ready' || view.is === 'waiting'
  const shownTexts = textsOf(view)
  byId('page').dataset.mark = isAdding ? 'passkey' : view.is === 'added' ? 'good' : 'attention'
  byId('page').toggleAttribute('data-waiting', view.is === 'waiting' || view.is === 'loading')
  showOrganization(view.organization)
  for (const id of ['title', 'person', 'text', 'next']) byId(id).textContent = shownTexts[id] ?? ''
  byId('next').hidden = !shownTexts.next
  byId('person').hidden = !isAdding
  byId('ways').textContent = shownTexts.ways ?? ''
  byId('ways').hidden = !shownTexts.ways
  byId('naming').hidden = view.is !== 'added'
  byId('name-label').textContent = texts.added.nameLabel
  byId('hint').textContent = texts.added.nameHint
  byId('save').textContent = texts.added.nameSave
  const button = byId('action')
  button.textContent = shownTexts.action ?? ''
  button.hidden = !shownTexts.action
  button.onclick = action ?? null
  button.setAttribute('aria-disabled', String(!action))
  announce(shownTexts.status ?? '')
  document.title = shownTexts.title ?? ''
  // A focused title is announced by a screen reader. Not on load: then it reads the page from the start.
  if (!isAdding || (before !== 'loading' && view.is === 'ready' && document.activeElement !== button))
    byId('title').focus()
}

/** @param {string} text the status; a screen reader announces it when it changes */
export function announce(text) {
  if (byId('status').textContent !== text) byId('status').textContent = text
}

/**
 * @param {View} view
 * @returns {Record<string, string | undefined>}
 */
function textsOf(view) {
  const { ready, added, ends } = texts
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
      ways: ready.otherWays,
      status: view.is === 'loading' ? texts.loading : view.is === 'waiting' ? texts.waiting : '',
    }
  }
  const { title, text, next } = ends[view.is]
  const values = { organization, duration: formatSeconds(view.seconds ?? 1) }
  return {
    title,
    text: fill(text, values),
    next: next && fill(next, values),
    action: next ? undefined : texts.tryAgain,
  }
}

/** @param {View['organization']} organization */
function showOrganization(organization) {
  byId('organization').hidden = !organization
  if (!organization) return
  const logo = /** @type {HTMLImageElement} */ (byId('logo'))
  logo.hidden = !organization.logo?.startsWith('data:image/')
  if (!logo.hidden && logo.src !== organization.logo) logo.src = organization.logo ?? ''
  byId('organization-name').textContent = organization.name
}
