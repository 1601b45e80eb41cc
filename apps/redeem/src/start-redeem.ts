import {
  createAddressOf,
  createReadiness,
  inBatches,
  type Logger,
  startChecks,
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
} from '@passlink/store'
import { createCheckCode } from './access/check-code.ts'
import { rememberRefusals, type Take } from './access/remember-refusals.ts'
import { wrongCodesOf } from './access/wrong-codes.ts'
import { createReadDetails } from './ceremony/read-details.ts'
import { type Config, rpIdOf } from './config.ts'
import { createApp } from './create-app.ts'
import { createSendNewLink } from './new-link/send-new-link.ts'

const renameWithinMs = 600_000

/** Serves the page and its steps until `stop` is called. */
export async function startRedeem(config: Config, log: Logger) {
  const {
    db,
    ping,
    checks: databaseChecks,
    close,
  } = openDatabase(config.DATABASE_URL, {
    prepare: config.DATABASE_PREPARE,
    connectionsMax: config.DATABASE_CONNECTIONS,
  })
  const callBatches = { ...sharedTransaction, waitMsMax: config.CALL_TIMEOUT }
  const deadlines = {
    noticeDeadlineMs: config.NOTICE_DEADLINE,
    webhookDeadlineMs: config.WEBHOOK_URL ? config.WEBHOOK_DEADLINE : null,
  }
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
  const app = createApp({
    publicUrl: config.PUBLIC_URL,
    ceremony: {
      rpId: rpIdOf(config),
      origins: [...new Set([config.PUBLIC_URL, ...(config.ALLOWED_ORIGINS ?? [])])],
      checkCode: createCheckCode({
        find: inBatches(ids => findRedeemables(db, ids), callBatches),
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
      redeem: redemption => redeemLink(db, { ...redemption, ...deadlines, undo }),
      rename: passkey => renamePasskey(db, { ...passkey, withinMs: renameWithinMs }),
    },
    undo: {
      checkCode: createCheckCode({
        find: inBatches(ids => findUndoLinks(db, ids), callBatches),
        ...checking,
      }),
      redeem: undo => redeemUndoLink(db, { ...undo, webhookDeadlineMs: deadlines.webhookDeadlineMs }),
    },
    limits: {
      take,
      remembered,
      perAddress: config.REDEEM_PER_ADDRESS,
      perLink: config.REDEEM_PER_LINK,
      addressOf: createAddressOf(config.TRUSTED_PROXIES, log),
    },
    hsts: config.HSTS,
    readReadiness: createReadiness({ database: ping }, stopping.signal),
    log,
  })
  const server = await startServer(app.fetch, { host: config.HOST, port: config.REDEEM_PORT })
  const checks = startChecks(databaseChecks, log)
  log.info({ port: server.port }, 'redeem is listening')
  return {
    port: server.port,
    withdraw: () => stopping.abort(),
    async stop() {
      stopping.abort()
      checks.stop()
      await server.close()
      await close()
    },
  }
}
