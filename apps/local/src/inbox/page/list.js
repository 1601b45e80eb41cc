const items = new Map()
const seen = new Set()

/** Puts the keyboard where it was before the mail was opened. */
export function focusItem(id) {
  items.get(id)?.firstChild.focus()
}

/** Brings the list up to date, touching only what changed: focus, selection and scrolling stay. */
export function showList(list, mails, chosen) {
  if (chosen) seen.add(chosen)
  const ids = new Set(mails.map(mail => mail.id))
  for (const [id, item] of items) {
    if (ids.has(id)) continue
    item.remove()
    items.delete(id)
  }
  mails.forEach((mail, index) => {
    if (!items.has(mail.id)) items.set(mail.id, createItem(mail))
    const item = items.get(mail.id)
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null)
    item.firstChild.setAttribute('aria-current', String(mail.id === chosen))
    item.firstChild.toggleAttribute('data-unread', !seen.has(mail.id))
  })
}

function createItem({ id, to, subject, receivedAt }) {
  const button = document.createElement('button')
  button.className = 'mail'
  button.type = 'button'
  const time = part('time', '', clock(receivedAt))
  time.dateTime = receivedAt
  button.append(part('span', 'to', to.join(', ')), time, part('span', 'subject', subject || '(no subject)'))
  button.addEventListener('click', () => {
    location.hash = id
  })
  button.addEventListener('keydown', event => {
    const sibling = { ArrowDown: 'nextSibling', ArrowUp: 'previousSibling' }[event.key]
    if (!sibling) return
    event.preventDefault()
    button.parentNode[sibling]?.firstChild.focus()
  })
  const item = document.createElement('li')
  item.append(button)
  return item
}

function part(tag, className, text) {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}

function clock(iso) {
  const date = new Date(iso)
  const today = date.toDateString() === new Date().toDateString()
  return today
    ? date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : date.toLocaleDateString([], { day: 'numeric', month: 'short' })
}
