import {
  countConnections,
  createMetrics,
  type Logger,
  openTracing,
  startChecks,
  startMetricsServer,
  startReadiness,
  startServer,
} from '@passlink/runtime'
import {
  deliveryOfReturnPath,
  isBounceAddress,
  openDatabase,
  recordReport,
  webhookTermsOf,
} from '@passlink/store'
import type { Config } from './config.ts'
import { createApp } from './create-app.ts'
import { createReceiveMail } from './lmtp/receive-mail.ts'
import { startLmtp } from './lmtp/start-lmtp.ts'
import { openProviders } from './providers/open-providers.ts'
import { readReport } from './read-report/read-report.ts'
import { createRecord } from './record.ts'
import { createCountReport } from './report-metrics.ts'

/** Receives reports about mails, by LMTP and by the webhooks of mail providers, until `stop` is called. */
export async function startBounces(config: Config, log: Logger) {
  const tracing = await openTracing('bounces', config, log)
  const { db, ping, checks, connections, close } = openDatabase(config.DATABASE_URL, {
    prepare: config.DATABASE_PREPARE,
    connectionsMax: config.DATABASE_CONNECTIONS,
  })
  const metrics = createMetrics()
  countConnections(metrics.registry, connections)
  const count = createCountReport(metrics.registry)
  const webhooks = webhookTermsOf(config)
  const record = createRecord(report => recordReport(db, report, { webhooks }), count, log)
  const stopping = new AbortController()
  const readReadiness = startReadiness({ database: ping }, stopping.signal)
  const metricsServer = await startMetricsServer(metrics, readReadiness, config)
  const lmtp = await openLmtp()
  const app = createApp({
    providers: openProviders(config),
    record,
    count,
    callTimeoutMs: config.CALL_TIMEOUT,
    hsts: config.HSTS,
    readReadiness,
    tracing,
    log,
  })
  const server = await startServer(app.fetch, { host: config.HOST, port: config.BOUNCES_PORT })
  const checking = startChecks(checks, log)
  const ports = { port: server.port, lmtpPort: lmtp?.port, metricsPort: metricsServer.port }
  log.info(ports, 'bounces is listening')
  return {
    ...ports,
    withdraw: () => stopping.abort(),
    async stop() {
      stopping.abort()
      checking.stop()
      await Promise.all([server.close(), lmtp?.close()])
      await Promise.all([metricsServer.close(), close(), tracing?.stop()])
    },
  }

  async function openLmtp() {
    const { BOUNCE_ADDRESS: address, BOUNCE_KEYS: ring, LMTP_HOST: host, LMTP_PORT: port } = config
    if (!address || !ring) return undefined
    const deliveryOf = (returnPath: string) => deliveryOfReturnPath(address, ring, returnPath)
    return startLmtp({
      host,
      port,
      accepts: recipient => isBounceAddress(address, recipient) || deliveryOf(recipient) !== null,
      receive: createReceiveMail({ deliveryOf, readReport, record, count, log }),
      log,
    })
  }
}
