import type { Exchange } from '@passlink/worker'
import { breachOf } from '../breach.ts'
import {
  type Attempt,
  among,
  type EndpointMove,
  type EndpointScope,
  type EndpointWorld,
  knownOf,
  type MovesOfWorker,
  now,
  poisoned,
  type To,
  type Webhook,
  type Worker,
  webhooks,
} from './world.ts'

const random = 0.5

/** An attempt ends, as in apps/worker/src/webhook/create-webhook-hand-over.ts. */
export const handingOver: MovesOfWorker = (worker, world, scope, to) =>
  worker.attempts.flatMap(attempt => endsOf(attempt, worker, world, scope, to))

function endsOf(
  attempt: Attempt,
  worker: Worker,
  world: EndpointWorld,
  { rules }: EndpointScope,
  to: To,
): EndpointMove[] {
  const { webhook, isProbe } = attempt
  const left = (probe: Worker['probe']): Partial<Worker> => ({
    attempts: worker.attempts.filter(other => other !== attempt),
    probe: isProbe ? probe : worker.probe,
  })
  const queued = { queued: among([...world.queued, webhook]) }

  const exchange = answerTo(webhook, world)
  const does = `ends ${webhook}: ${exchange.detail}`
  const report = rules.endpointReport(exchange, webhook)
  const reports = isProbe ? rules.probeReports(report) : [report]
  const health = reports.reduce((health, report) => rules.next(health, report, now, random), world.health)

  /** What becomes of the webhook where the worker then knows the endpoint so. */
  function ended({ away }: Worker['known']) {
    const isAway = report.kind === 'failed' && away !== null
    const outcome = rules.outcomeOf(report, exchange, isAway)
    const isSpent = isAway && outcome !== 'not_sent'
    return {
      ...(outcome === 'accepted' ? { sent: among([...world.sent, webhook]) } : queued),
      breach: isSpent ? 'a webhook that failed with its endpoint spends a try' : undefined,
    }
  }

  const known = knownOf(health)
  const { breach, ...reported } = judged(attempt, exchange, world, health)
  const next = ended(known)
  return [
    to(`has no claim of ${webhook}`, 'step', left('unused'), queued),
    to(`${does}, but cannot report it`, 'fault', left('none'), ended(worker.known)),
    to(does, 'step', { ...left('none'), known }, { ...next, ...reported, breach: next.breach ?? breach }),
  ]
}

function answerTo(webhook: Webhook, { does }: EndpointWorld): Exchange {
  if (does === 'fail') return { status: null, detail: 'no answer', retryAfterMs: null }
  const status = does === 'refuse' ? 404 : webhook === poisoned ? 500 : 204
  return { status, detail: `answered ${status}`, retryAfterMs: null }
}

const isFailure = ({ status }: Exchange) => status === null || status === 500

/** The health after a report, and whether it follows from what really happened. */
function judged(
  { webhook, isProbe }: Attempt,
  exchange: Exchange,
  world: EndpointWorld,
  health: EndpointWorld['health'],
): Pick<EndpointWorld, 'health' | 'failed' | 'breach'> {
  const isFailed = isFailure(exchange)
  const failed = !isFailed ? [] : isProbe ? world.failed : among([...world.failed, webhook])
  const isRun = failed.length === webhooks.length
  const wasAway = world.health.awayUntil !== null
  const isAway = health.awayUntil !== null
  const breach = breachOf({
    'the endpoint goes away although no three webhooks failed in a row': !wasAway && isAway && !isRun,
    'the endpoint stays although three webhooks failed in a row': !wasAway && !isAway && isRun,
    'the endpoint is back although it answered no probe': wasAway && !isAway && !(isProbe && !isFailed),
  })
  return { health, failed: wasAway || isAway ? [] : failed, breach }
}
