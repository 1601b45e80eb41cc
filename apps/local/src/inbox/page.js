const everyMs = 1500

/** Brings the list up to date. What is read stays, and so does the list while nothing in it changed. */
async function refresh() {
  const response = await fetch(location.href, { cache: 'no-store' })
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const part of ['header', 'nav']) {
    const [shown, next] = [document, fresh].map(page => page.querySelector(part))
    if (shown.innerHTML !== next.innerHTML) shown.replaceWith(next)
  }
  document.title = fresh.title
}

async function keepFresh() {
  if (!document.hidden)
    await refresh().catch(() => {
      document.querySelector('[role=status]').textContent = 'Not running. Start it again with npm start.'
    })
  setTimeout(keepFresh, everyMs)
}

keepFresh()
