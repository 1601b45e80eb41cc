/** An event of a stream of server-sent events. */
export type SentEvent = { event: string; data: string }

/** The events that came so far. `ended` resolves when the server ended the stream. */
export type Listening = {
  status: number
  headers: Headers
  events: SentEvent[]
  ended: Promise<void>
  leave: () => void
}

/** Listens to a stream of server-sent events. */
export async function listenTo(url: string, headers: Record<string, string>): Promise<Listening> {
  const leaving = new AbortController()
  const response = await fetch(url, {
    headers: { accept: 'text/event-stream', ...headers },
    signal: leaving.signal,
  })
  const events: SentEvent[] = []

  async function read() {
    let text = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + chunk).split('\n\n')
      text = blocks.pop() ?? ''
      events.push(...blocks.map(eventOf))
    }
  }
  return {
    status: response.status,
    headers: response.headers,
    events,
    ended: read().catch(error => {
      if (!leaving.signal.aborted) throw error
    }),
    leave: () => leaving.abort(),
  }
}

function eventOf(block: string): SentEvent {
  const fields = block.split('\n').map(line => /^(\w+): ?(.*)$/.exec(line)?.slice(1) ?? [])
  const of = (name: string) => fields.filter(([field]) => field === name).map(([, value]) => value)
  return { event: of('event')[0] ?? 'message', data: of('data').join('\n') }
}

/** What HTML says, without its elements. */
export const textOf = (html: string): string =>
  html
    .replace(/<svg[\s\S]*?<\/svg>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
