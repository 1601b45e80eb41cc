import { Hono } from 'hono'

/** Resolves when the dependency can do its work, rejects when it cannot. */
export type Check = () => Promise<unknown>

const checkTimeoutMs = 2_000

/**
 * `GET /healthz`: 200 while the process runs. `GET /readyz`: 200 when every check passes, else 503 naming those
 * that do not; the reasons stay out of the answer.
 */
export function createHealth(checks: Record<string, Check>) {
  const app = new Hono()
  app.get('/healthz', c => c.json({ status: 'alive' }))
  app.get('/readyz', async c => {
    const states = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await passes(check)] as const),
    )
    const ready = states.every(([, passed]) => passed)
    const checked = Object.fromEntries(states.map(([name, passed]) => [name, passed ? 'ok' : 'away']))
    return c.json({ status: ready ? 'ready' : 'not ready', checks: checked }, ready ? 200 : 503)
  })
  return app
}

async function passes(check: Check): Promise<boolean> {
  const timeout = AbortSignal.timeout(checkTimeoutMs)
  const late = new Promise<false>(resolve => timeout.addEventListener('abort', () => resolve(false)))
  return Promise.race([
    check().then(
      () => true,
      () => false,
    ),
    late,
  ])
}
