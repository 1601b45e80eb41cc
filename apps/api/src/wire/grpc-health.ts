import { setTimeout } from 'node:timers/promises'
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect'
import { Health, HealthCheckResponse_ServingStatus as Status } from '@passlink/proto'
import type { ReadReadiness } from '@passlink/runtime'
import { connectionKey } from './rpc-context.ts'
import type { LimitWatches } from './watch-limit.ts'

const watchEveryMs = 1_000

type Dependencies = {
  serviceNames: readonly string[]
  readReadiness: ReadReadiness
  limitWatches: LimitWatches
  shutdownSignal: AbortSignal
}

/**
 * gRPC's health checking protocol. The whole server (`''`) and each named service are SERVING if the process is ready. A
 * watch ends when its client disconnects or `shutdownSignal` is aborted. One that is too many is RESOURCE_EXHAUSTED.
 */
export function addHealth(
  router: ConnectRouter,
  { serviceNames, readReadiness, limitWatches, shutdownSignal }: Dependencies,
): void {
  const isKnown = (service: string) => service === '' || serviceNames.includes(service)
  const read = () => (readReadiness().status === 'ready' ? Status.SERVING : Status.NOT_SERVING)

  router.service(Health, {
    async check({ service }) {
      if (!isKnown(service)) throw new ConnectError('unknown service', Code.NotFound)
      return { status: read() }
    },
    async *watch({ service }, { signal, values }) {
      if (!limitWatches(values.get(connectionKey), signal))
        throw new ConnectError('too many watches', Code.ResourceExhausted)
      const end = AbortSignal.any([signal, shutdownSignal])
      let last: Status | undefined
      while (!end.aborted) {
        const next = isKnown(service) ? read() : Status.SERVICE_UNKNOWN
        if (next !== last) yield { status: next }
        last = next
        await setTimeout(watchEveryMs, undefined, { signal: end }).catch(() => {})
      }
    },
  })
}
