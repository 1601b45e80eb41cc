import { Hono } from 'hono'
import { createMetrics, type Metrics } from './metrics.ts'
import type { ReadReadiness } from './readiness.ts'

/**
 * `GET /healthz`: 200 while the process runs. `GET /readyz`: 200 if every check passes, else 503; the body has the
 * result of each check, with the reason if there is one; once the process stops, 503 without checks. `GET /metrics`: the
 * metrics of the process, for Prometheus.
 */
export function createHealth(readReadiness: ReadReadiness, { registry }: Metrics = createMetrics()) {
  const app = new Hono()
  app.get('/healthz', c => c.json({ status: 'alive' }))
  app.get('/readyz', async c => {
    const state = await readReadiness()
    return c.json(state, state.status === 'ready' ? 200 : 503)
  })
  app.get('/metrics', async c =>
    c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType }),
  )
  return app
}
