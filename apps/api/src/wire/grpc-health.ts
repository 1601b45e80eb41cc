import { setTimeout } from 'node:timers/promises'
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect'
import { Health, HealthCheckResponse_ServingStatus as Status } from '@passlink/proto'

const watchEveryMs = 1_000

/**
 * gRPC's health checking protocol. The whole server (`''`) and each named service are SERVING if `isReady` resolves
 * with true. A watch ends when its client disconnects or `shutdownSignal` is aborted.
 */
export function addHealth(
  router: ConnectRouter,
  serviceNames: readonly string[],
  isReady: () => Promise<boolean>,
  shutdownSignal: AbortSignal,
): void {
  const status = async () => ((await isReady()) ? Status.SERVING : Status.NOT_SERVING)
  const isKnown = (service: string) => service === '' || serviceNames.includes(service)

  router.service(Health, {
    async check({ service }) {
      if (!isKnown(service)) throw new ConnectError('unknown service', Code.NotFound)
      return { status: await status() }
    },
    async *watch({ service }, { signal }) {
      const end = AbortSignal.any([signal, shutdownSignal])
      let last: Status | undefined
      while (!end.aborted) {
        const next = isKnown(service) ? await status() : Status.SERVICE_UNKNOWN
        if (next !== last) yield { status: next }
        last = next
        await setTimeout(watchEveryMs, undefined, { signal: end }).catch(() => {})
      }
    },
  })
}
