/** An answer as a browser shows it: where it is, its status, headers and text. */
export type Shown = { url: URL; status: number; headers: Headers; html: string; text: string }

/**
 * A browser without scripts that stores the cookies of each host, and follows redirects: if there are `origins`, only to these,
 * and shows nothing of where it does not go.
 */
export function createCookieBrowser({ origins }: { origins?: string[] } = {}) {
  const jars = new Map<string, Map<string, string>>()

  async function ask(url: URL, init: RequestInit): Promise<Shown> {
    const jar = jars.get(url.host) ?? new Map<string, string>()
    jars.set(url.host, jar)
    const cookie = [...jar].map(pair => pair.join('=')).join('; ')
    const headers = { accept: 'text/html', ...(cookie ? { cookie } : {}), ...init.headers }
    const response = await fetch(url, { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    const html = await response.text()
    const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1] ?? html
    const text = main
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
    return { url, status: response.status, headers: response.headers, html, text }
  }

  async function go(address: string | URL, init: RequestInit = {}): Promise<Shown> {
    let shown = await ask(new URL(address), init)
    for (let hops = 0; [302, 303].includes(shown.status) && hops < 10; hops += 1) {
      const url = new URL(shown.headers.get('location') ?? '', shown.url)
      if (origins && !origins.includes(url.origin)) return { ...shown, url, html: '', text: '' }
      shown = await ask(url, {})
    }
    return shown
  }

  return {
    /** One request, without following what it leads to. */
    ask: (address: string | URL, init: RequestInit = {}) => ask(new URL(address), init),
    go,
    /** Sends a form as a page of the same origin does. */
    send: (address: string | URL, fields: Record<string, string>) =>
      go(address, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { origin: new URL(address).origin, 'sec-fetch-site': 'same-origin' },
      }),
    /** The cookies that it has of a host. */
    cookies: (host: string) => Object.fromEntries(jars.get(host) ?? []),
    set: (host: string, name: string, value: string) =>
      void jars.set(host, (jars.get(host) ?? new Map()).set(name, value)),
  }
}

export type CookieBrowser = ReturnType<typeof createCookieBrowser>
