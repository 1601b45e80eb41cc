import { fill, inWords, texts } from './words.js'

/**
 * What the page shows: adding a passkey, `added`, or an end by its name. It is complete, so that it can be shown again in
 * another language or after a reload.
 *
 * @typedef {{
 *   is: 'loading' | 'ready' | 'waiting' | 'added' | keyof import('./words.js').Texts['ends'],
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
export const at = id => /** @type {Element} */ (document.getElementById(id))

/**
 * @param {View} view
 * @param {(() => void) | undefined} [action] what the button does; without it there is none
 */
export function show(view, action) {
  const before = shown.is
  shown = view
  const isAdding = view.is === 'loading' || view.is === 'ready' || view.is === 'waiting'
  const words = wordsOf(view)
  at('page').dataset.mark = isAdding ? 'passkey' : view.is === 'added' ? 'good' : 'attention'
  at('page').toggleAttribute('data-waiting', view.is === 'waiting' || view.is === 'loading')
  showOrganization(view.organization)
  for (const id of ['title', 'person', 'text', 'next']) at(id).textContent = words[id] ?? ''
  at('next').hidden = !words.next
  at('person').hidden = !isAdding
  at('ways').textContent = words.ways ?? ''
  at('ways').hidden = !words.ways
  at('naming').hidden = view.is !== 'added'
  at('name-label').textContent = texts.added.nameLabel
  at('hint').textContent = texts.added.nameHint
  at('save').textContent = texts.added.nameSave
  const button = at('action')
  button.textContent = words.action ?? ''
  button.hidden = !words.action
  button.onclick = action ?? null
  button.setAttribute('aria-disabled', String(!action))
  say(words.status ?? '')
  document.title = words.title ?? ''
  // A screen reader announces the new title; at first it reads the page from its beginning.
  if (!isAdding || (before !== 'loading' && view.is === 'ready' && document.activeElement !== button))
    at('title').focus()
}

/** @param {string} text read out by a screen reader when it changes */
export function say(text) {
  if (at('status').textContent !== text) at('status').textContent = text
}

/**
 * @param {View} view
 * @returns {Record<string, string | undefined>}
 */
function wordsOf(view) {
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
  const values = { organization, duration: inWords(view.seconds ?? 1) }
  return {
    title,
    text: fill(text, values),
    next: next && fill(next, values),
    action: next ? undefined : texts.tryAgain,
  }
}

/** @param {View['organization']} organization */
function showOrganization(organization) {
  at('organization').hidden = !organization
  if (!organization) return
  const logo = /** @type {HTMLImageElement} */ (at('logo'))
  logo.hidden = !organization.logo?.startsWith('data:image/')
  if (!logo.hidden && logo.src !== organization.logo) logo.src = organization.logo ?? ''
  at('organization-name').textContent = organization.name
}
