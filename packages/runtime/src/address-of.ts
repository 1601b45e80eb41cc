import { clientAddress } from './client-address.ts'
import type { Logger } from './logger.ts'

/** A request as the server of Node and its headers describe it. */
type Request = { socketAddress: string | undefined; forwardedFor: string | undefined }

/** The address of the client that sent a request, for limits. */
export type AddressOf = (request: Request) => string

/**
 * Finds the addresses of clients behind `trustedProxies` proxies. If that is undefined, the address of the connection
 * counts, and the first request that has `X-Forwarded-For` is reported, because all clients of a proxy share one address
 * then.
 */
export function createAddressOf(trustedProxies: number | undefined, log: Logger): AddressOf {
  let isReported = trustedProxies !== undefined
  return request => {
    if (request.forwardedFor && !isReported) {
      isReported = true
      log.warn(
        'a request has X-Forwarded-For, but TRUSTED_PROXIES is not set: everybody behind a proxy shares one limit. Set it to the number of proxies that write the header, or to 0 if there is none',
      )
    }
    return clientAddress(request, trustedProxies ?? 0)
  }
}
