import {
  countConnections,
  createAddressOf,
  createMetrics,
  inBatches,
  type Logger,
  openTracing,
  startChecks,
  startMetricsServer,
  startReadiness,
  startServer,
} from '@passlink/runtime'
import {
  findRedeemables,
  findUndoLinks,
  openDatabase,
  type RecordOutcome,
  recordLinks,
  redeemLink,
  redeemUndoLink,
  renamePasskey,
  saveChallenge,
  sharedTransaction,
  takeChallenge,
  takeOne,
  webhookTermsOf,
} from '@passlink/store'
import { createCheckCode } from './access/check-code.ts'
import { rememberRefusals, type Take } from './access/remember-refusals.ts'
import { wrongCodesOf } from './access/wrong-codes.ts'
import { createReadDetails } from './ceremony/read-details.ts'
import { type Config, rpIdOf } from './config.ts'
import { createCountSteps } from './count-steps.ts'
import { createApp } from './create-app.ts'
import { createSendNewLink } from './new-link/send-new-link.ts'

const renameWithinMs = 600_000

/** Serves the page and its steps until `stop` is called. */
export async function startRedeem(config: Config, log: Logger) {
  const tracing = await openTracing('redeem', config, log)
  const {
    db,
    ping,
    checks: databaseChecks,
    connections,
    close,
  } = openDatabase(config.DATABASE_URL, {
    prepare: config.DATABASE_PREPARE,
    connectionsMax: config.DATABASE_CONNECTIONS,
  })
  const metrics = createMetrics()
  countConnections(metrics.registry, connections)
  const callBatches = (batch: string) => ({
    ...sharedTransaction,
    waitMsMax: config.CALL_TIMEOUT,
    observe: metrics.batches(batch),
  })
  const webhooks = webhookTermsOf(config)
  const reporting = { noticeDeadlineMs: config.NOTICE_DEADLINE, webhooks }
  const take: Take = (subject, limit) => takeOne(db, subject, limit)
  const remembered = rememberRefusals(take)
  const checking = {
    countWrong: (address: string, linkId: string) =>
      remembered.take(wrongCodesOf(address, linkId), config.REDEEM_WRONG_CODES),
    keyRing: config.LINK_KEYS,
  }
  const linkLimits = {
    perUser: config.LINKS_PER_USER,
    perOrganization: config.LINKS_PER_ORGANIZATION ?? null,
  }
  const undo = { keyId: config.LINK_KEYS.current, lifetimeMs: config.UNDO_LIFETIME }
  const stopping = new AbortController()
  const readReadiness = startReadiness({ database: ping }, stopping.signal)
  const app = createApp({
    publicUrl: config.PUBLIC_URL,
    ceremony: {
      rpId: rpIdOf(config),
      origins: [...new Set([config.PUBLIC_URL, ...(config.ALLOWED_ORIGINS ?? [])])],
      checkCode: createCheckCode({
        find: inBatches(ids => findRedeemables(db, ids), callBatches('find_links')),
        ...checking,
      }),
      sendNewLink: createSendNewLink({
        record: async request => {
          const [outcome] = await recordLinks(db, [request], linkLimits, { withinMs: config.CALL_TIMEOUT })
          return outcome as RecordOutcome
        },
        deliveryDeadlineMs: config.DELIVERY_DEADLINE,
      }),
      readDetails: createReadDetails(config.LOCATION_HEADER),
      saveChallenge: saved => saveChallenge(db, saved),
      takeChallenge: taken => takeChallenge(db, taken),
      redeem: redemption => redeemLink(db, { ...redemption, ...reporting, undo }),
      rename: passkey => renamePasskey(db, { ...passkey, withinMs: renameWithinMs, webhooks }),
    },
    undo: {
      checkCode: createCheckCode({
        find: inBatches(ids => findUndoLinks(db, ids), callBatches('find_undo_links')),
        ...checking,
      }),
      redeem: undo => redeemUndoLink(db, { ...undo, ...reporting }),
    },
    limits: {
      take,
      remembered,
      perAddress: config.REDEEM_PER_ADDRESS,
      perLink: config.REDEEM_PER_LINK,
      addressOf: createAddressOf(config.TRUSTED_PROXIES, log),
    },
    hsts: config.HSTS,
    countSteps: createCountSteps(metrics.registry),
    readReadiness,
    tracing,
    log,
  })
  const metricsServer = await startMetricsServer(metrics, readReadiness, config)
  const server = await startServer(app.fetch, { host: config.HOST, port: config.REDEEM_PORT })
  const checks = startChecks(databaseChecks, log)
  const ports = { port: server.port, metricsPort: metricsServer.port }
  log.info(ports, 'redeem is listening')
  return {
    ...ports,
    withdraw: () => stopping.abort(),
    async stop() {
      stopping.abort()
      checks.stop()
      await server.close()
      await Promise.all([metricsServer.close(), close(), tracing?.stop()])
    },
  }
}
