const pollMs = 1500

/** Updates the list if it changed, and leaves the open mail as it is. */
async function refresh() {
  const response = await fetch(location.href, { cache: 'no-store' })
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const part of ['header', 'nav']) {
    const [shown, next] = [document, fresh].map(page => page.querySelector(part))
    if (shown.innerHTML !== next.innerHTML) shown.replaceWith(next)
  }
  document.title = fresh.title
}

async function poll() {
  if (!document.hidden)
    await refresh().catch(() => {
      document.querySelector('[role=status]').textContent = 'Not running. Start it again with npm start.'
    })
  setTimeout(poll, pollMs)
}

poll()
