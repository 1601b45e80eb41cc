const pollMs = 1500
const widthKey = 'width'

/** Updates the lists if they changed, and leaves what is open as it is. */
async function refresh() {
  const response = await fetch(location.href, { cache: 'no-store' })
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const part of ['header nav', 'nav.list']) {
    const [shown, next] = [document, fresh].map(page => page.querySelector(part))
    if (shown.innerHTML !== next.innerHTML) shown.innerHTML = next.innerHTML
  }
  document.title = fresh.title
  say('')
}

function say(text) {
  const status = document.querySelector('[role=status]')
  if (status.textContent !== text) status.textContent = text
}

async function poll() {
  if (!document.hidden) await refresh().catch(() => say('Not running. Start it again with npm start.'))
  setTimeout(poll, pollMs)
}

const widths = [...document.querySelectorAll('input[name=width]')]
for (const choice of widths) {
  if (choice.value === sessionStorage.getItem(widthKey)) choice.checked = true
  choice.addEventListener('change', () => sessionStorage.setItem(widthKey, choice.value))
}
poll()
