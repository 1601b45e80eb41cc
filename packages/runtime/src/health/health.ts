import { Hono } from 'hono'
import type { ReadReadiness } from './readiness.ts'

/**
 * Health for load balancers and whoever else can reach the port of an app. `GET /healthz`: 200 while the process runs.
 * `GET /readyz`: 200 if the process is ready, else 503; the body says no more than that. Both are answered from memory.
 */
export function createHealth(readReadiness: ReadReadiness) {
  const app = new Hono()
  app.get('/healthz', c => c.json({ status: 'alive' }))
  app.get('/readyz', c => {
    const { status } = readReadiness()
    return c.json({ status }, status === 'ready' ? 200 : 503)
  })
  return app
}
