import { Hono } from 'hono'
import { createMetrics, type Metrics } from './metrics.ts'

/** Resolves when a dependency works, rejects when it does not. */
export type Check = () => Promise<unknown>

const checkTimeoutMs = 2_000

/**
 * `GET /healthz`: 200 while the process runs. `GET /readyz`: 200 if every check passes, else 503; the body has the
 * result of each check, without reasons. `GET /metrics`: the metrics of the process, for Prometheus.
 */
export function createHealth(checks: Record<string, Check>, { registry }: Metrics = createMetrics()) {
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
  app.get('/metrics', async c =>
    c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType }),
  )
  return app
}

/** Whether every check passes. */
export async function areReady(checks: Record<string, Check>): Promise<boolean> {
  const passed = await Promise.all(Object.values(checks).map(passes))
  return passed.every(Boolean)
}

async function passes(check: Check): Promise<boolean> {
  const timeout = AbortSignal.timeout(checkTimeoutMs)
  const timedOut = new Promise<false>(resolve => timeout.addEventListener('abort', () => resolve(false)))
  return Promise.race([
    check().then(
      () => true,
      () => false,
    ),
    timedOut,
  ])
}
