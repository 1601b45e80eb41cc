import { every, type Logger } from '@passlink/runtime'
import { choose } from '@passlink/store'
import type { HealthRecords } from '../health/open-health-records.ts'
import { type KnownHealth, refreshMs, watchHealth } from '../health/watch-health.ts'
import type { Pauses } from '../pauses/watch-pauses.ts'
import type { EndpointGate, EndpointPermit } from './endpoint-permit.ts'
import { probeReports } from './endpoint-report.ts'

const probeMs = 200

/**
 * Gives permits for the endpoint `name` while it is well, in the order of the requests. While it is away, one webhook
 * over all workers gets a permit after each pause; while webhooks are paused by an operator, none does. An aborted
 * `giveUp` ends the waiting.
 */
export function startEndpointGate(
  name: string,
  records: HealthRecords,
  pauses: Pauses,
  log: Logger,
): EndpointGate {
  const waiting = new Set<(permit: EndpointPermit | undefined) => void>()
  const health = watchHealth('endpoint', [name], records, { onChange: serve }, log)
  let inFlight = 0
  let isProbing = false
  let isClosed = false

  function chooseNow() {
    const known = health.of(name)
    if (!known || isClosed || pauses.isPaused('webhook')) return { takes: [], probes: [] }
    return choose([{ ...known, inFlight, isStuck: false }], performance.now())
  }

  function serve() {
    for (const resolve of waiting) {
      if (chooseNow().takes.length === 0) break
      waiting.delete(resolve)
      resolve(createPermit())
    }
    if (waiting.size > 0 && !isProbing && chooseNow().probes.length > 0) void probe()
  }

  function probeAgainIn(ms: number) {
    const known = health.of(name)
    if (known) known.probeAt = performance.now() + ms
  }

  async function probe() {
    isProbing = true
    try {
      // Another worker may have taken the probe, which the next refresh tells.
      probeAgainIn(refreshMs)
      if (!(await records.takeProbe(name))) {
        isProbing = false
        return
      }
      const [first] = waiting
      if (!first) return await returnProbe()
      waiting.delete(first)
      first(createProbePermit())
    } catch (error) {
      isProbing = false
      log.warn({ err: error, endpoint: name }, 'endpoint not probed')
    }
  }

  async function returnProbe() {
    try {
      await records.returnProbe(name)
      probeAgainIn(0)
    } catch (error) {
      log.warn({ err: error, endpoint: name }, 'probe not returned')
    } finally {
      isProbing = false
      serve()
    }
  }

  function createPermit(): EndpointPermit {
    let isInFlight = true
    inFlight += 1
    return {
      async report(given) {
        if (given.kind === 'accepted' && health.of(name)?.isWell) return false
        return isAway(await health.report(name, given))
      },
      release() {
        if (!isInFlight) return
        isInFlight = false
        inFlight -= 1
        serve()
      },
    }
  }

  function createProbePermit(): EndpointPermit {
    let isOpen = true
    return {
      async report(given) {
        isOpen = false
        let known = health.of(name)
        for (const report of probeReports(given)) known = await health.report(name, report)
        isProbing = false
        serve()
        return isAway(known)
      },
      release() {
        if (!isOpen) return
        isOpen = false
        void returnProbe()
      },
    }
  }

  const serving = every(probeMs, async () => serve(), {
    onError: error => log.warn({ err: error }, 'endpoint not probed'),
  })

  return {
    acquire: giveUp =>
      new Promise(resolve => {
        if (isClosed || giveUp?.aborted) return resolve(undefined)
        const stopWaiting = () => {
          if (waiting.delete(answer)) resolve(undefined)
        }
        const answer = (permit: EndpointPermit | undefined) => {
          giveUp?.removeEventListener('abort', stopWaiting)
          resolve(permit)
        }
        giveUp?.addEventListener('abort', stopWaiting, { once: true })
        waiting.add(answer)
        serve()
      }),
    away: health.away,
    trouble() {
      const known = health.of(name)
      if (!known || !isAway(known)) return null
      return ['the endpoint is away', ...known.answers.slice(-1)].join(': ')
    },
    close() {
      isClosed = true
      for (const resolve of waiting) resolve(undefined)
      waiting.clear()
      health.stop()
      void serving.stop()
    },
  }
}

const isAway = (known: KnownHealth | undefined) => known !== undefined && known.away !== null
