import { Hono } from 'hono'
import { createHealth } from '../health/health.ts'
import type { ReadReadiness } from '../health/readiness.ts'
import { type Server, startServer } from '../server.ts'
import type { Metrics } from './create-metrics.ts'

type MetricsSettings = { METRICS_HOST: string; METRICS_PORT: number }

/**
 * Serves what operators may know of a process, at `METRICS_HOST` and `METRICS_PORT`. `GET /metrics`: its metrics, for
 * Prometheus. `GET /readyz`: whether it is ready, with the result of each check and the reason if there is one. `GET
 * /healthz`: 200 while it runs. Rejects with `CannotStart` when it cannot listen there.
 */
export function startMetricsServer(
  { registry }: Pick<Metrics, 'registry'>,
  readReadiness: ReadReadiness,
  { METRICS_HOST: host, METRICS_PORT: port }: MetricsSettings,
): Promise<Server> {
  const app = new Hono()
  app.get('/metrics', async c =>
    c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType }),
  )
  app.get('/readyz', c => {
    const state = readReadiness()
    return c.json(state, state.status === 'ready' ? 200 : 503)
  })
  app.route('/', createHealth(readReadiness))
  return startServer(app.fetch, { host, port })
}
