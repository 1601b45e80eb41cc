import {
  createHealth,
  type Logger,
  type ReadReadiness,
  requestLog,
  type Tracing,
  traceRequests,
  Unavailable,
} from '@passlink/runtime'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type RequestIdVariables, requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { NotGenuine, type ReadReports, Unreadable } from './providers/provider.ts'
import type { RecordReport } from './record.ts'
import type { CountReport, Source } from './report-metrics.ts'

type Dependencies = {
  /** How the webhooks of the providers that are set up are read. */
  providers: ReadonlyMap<Source, ReadReports>
  record: RecordReport
  count: CountReport
  /** How long a request may take; the provider sends all of its reports again. */
  callTimeoutMs: number
  hsts: string | undefined
  readReadiness: ReadReadiness
  tracing: Tracing | undefined
  log: Logger
}

const bodyBytesMax = 2 * 1_024 * 1_024
// A provider may send thousands in one request, and again from the first one if they take too long.
const reportsAtOnce = 10

/**
 * Serves `POST /v1/reports/{provider}`, to which mail providers report bounces and complaints: 200 once the reports are
 * recorded, 401 if the request is not the provider's, 400 if it cannot be read, 503 if it is to be sent again.
 */
export function createApp({
  providers,
  record,
  count,
  callTimeoutMs,
  hsts,
  readReadiness,
  tracing,
  log,
}: Dependencies) {
  const app = new Hono<{ Variables: RequestIdVariables }>()
  app.route('/', createHealth(readReadiness))
  for (const trace of traceRequests(tracing)) app.use(trace)
  app.use(requestId(), requestLog(log), secureHeaders({ strictTransportSecurity: hsts ?? false }))
  app.post(
    '/v1/reports/:provider',
    bodyLimit({ maxSize: bodyBytesMax, onError: c => c.json({ error: 'the body is too large' }, 413) }),
    async c => {
      const source = c.req.param('provider') as Source
      const readReports = providers.get(source)
      if (!readReports) return c.json({ error: 'this provider is not set up here' }, 404)
      try {
        const request = { headers: c.req.raw.headers, body: await c.req.text(), now: Date.now() }
        const reports = await readReports(request)
        const until = performance.now() + callTimeoutMs
        for (let begin = 0; begin < reports.length; begin += reportsAtOnce) {
          if (performance.now() > until) throw new Unavailable()
          await Promise.all(reports.slice(begin, begin + reportsAtOnce).map(report => record(source, report)))
        }
        if (reports.length === 0) count(source, 'none')
        return c.json({ reports: reports.length })
      } catch (error) {
        if (!(error instanceof NotGenuine) && !(error instanceof Unreadable)) throw error
        count(source, 'refused')
        log.warn({ requestId: c.get('requestId'), source, reason: error.message }, 'report refused')
        return c.json({ error: error.message }, error instanceof NotGenuine ? 401 : 400)
      }
    },
  )
  app.notFound(c => c.json({ error: 'not found' }, 404))
  app.onError((error, c) => {
    log.error({ err: error, requestId: c.get('requestId') }, 'reports not recorded')
    return c.json({ error: 'not possible right now: send it again' }, 503, { 'Retry-After': '5' })
  })
  return app
}
