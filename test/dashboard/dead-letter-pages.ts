import { askDashboard } from '../operator.ts'

/** An answer as a browser would show it: its status, the target of a redirect, and its text. */
export type ShownPage = { status: number; location: string | null; html: string; text: string }

/**
 * A browser without scripts that visits the dashboard and stores cookies. It sends the password, or the cookie of a session
 * if it is given.
 */
export function createVisitor(dashboard: { port: number }, session?: string) {
  const cookies = new Map(session === undefined ? [] : [session.split('=') as [string, string]])

  async function ask(path: string, init: RequestInit = {}): Promise<ShownPage> {
    const cookie = [...cookies].map(pair => pair.join('=')).join('; ')
    const headers = { accept: 'text/html', ...init.headers, cookie }
    const response = session
      ? await fetch(`http://127.0.0.1:${dashboard.port}${path}`, { redirect: 'manual', ...init, headers })
      : await askDashboard(dashboard, path, { ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) as unknown as [string, string, string]
      if (/max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const html = await response.text()
    const main = /<main id="content">([\s\S]*)<\/main>/.exec(html)?.[1] ?? html
    const text = main
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
    return { status: response.status, location: response.headers.get('location'), html, text }
  }

  return {
    see: (path: string) => ask(path),
    /** Sends a form and follows the redirect. */
    async send(path: string, fields: [string, string][]): Promise<ShownPage> {
      const answer = await ask(path, { method: 'POST', body: new URLSearchParams(fields) })
      return answer.status === 303 && answer.location ? ask(answer.location) : answer
    },
  }
}

export type Visitor = ReturnType<typeof createVisitor>

/** The hidden fields of the only form of a page. */
export function hiddenFields({ html }: ShownPage): [string, string][] {
  const inputs = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"\/>/g)
  return [...inputs].map(([, name, value]) => [name as string, (value as string).replaceAll('&amp;', '&')])
}

/** What can be ticked, in order. */
export function listedTicks({ html }: ShownPage): string[] {
  return [...html.matchAll(/<input type="checkbox" name="id" value="([^"]*)"/g)].map(([, id]) => id as string)
}

/** The ids of what can be ticked. */
export const listedIds = (page: ShownPage): string[] => listedTicks(page).map(tick => tick.slice(0, 36))
