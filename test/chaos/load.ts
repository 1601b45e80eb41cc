import type { Call } from './facts.ts'

/** Calls for links at a steady pace, regardless of the answers. */
export type Load = {
  calls: Call[]
  /** Makes no more calls; resolves when all have been answered or have timed out. */
  stop: () => Promise<void>
}

type Options = { ports: number[]; tokens: string[]; perSecond: number; requestIdOf: (n: number) => string }

const timeoutMs = 10_000
const tickMs = 20

export function startLoad({ ports, tokens, perSecond, requestIdOf }: Options): Load {
  const calls: Call[] = []
  const pending = new Set<Promise<void>>()
  const startedAt = performance.now()
  let made = 0

  async function call(n: number) {
    const requestId = requestIdOf(n)
    const status = await ask(
      ports[n % ports.length] as number,
      tokens[n % tokens.length] as string,
      requestId,
    )
    calls.push({ requestId, status, endedAt: Date.now() })
  }

  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) / 1_000) * perSecond
    while (made < due) {
      const calling = call(made).finally(() => pending.delete(calling))
      pending.add(calling)
      made += 1
    }
  }, tickMs)

  return {
    calls,
    async stop() {
      clearInterval(timer)
      await Promise.all(pending)
    },
  }
}

/** The status of the answer, or null if there was none in time. */
async function ask(port: number, token: string, requestId: string): Promise<number | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/users/me/passwordless/_send_link`, {
      method: 'POST',
      body: '{}',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-request-id': requestId,
      },
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.arrayBuffer().catch(() => {})
    return response.status
  } catch {
    return null
  }
}
