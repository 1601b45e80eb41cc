import { constants, type Http2ServerRequest } from 'node:http2'

/**
 * Closes the stream of an HTTP/2 request that has not arrived completely within `requestMs`, unless it is answered
 * sooner; the same as `requestTimeout` of HTTP/1. The answer may take longer: a watch sends nothing until the status
 * changes.
 */
export function limitRequestTime(request: Http2ServerRequest, requestMs: number): void {
  const { stream } = request
  const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), requestMs)
  const cancel = () => clearTimeout(timer)
  request.once('end', cancel)
  stream.once('close', cancel)
  stream.once('wantTrailers', () => {
    cancel()
    // After the trailers the rest of the request is not read (RFC 9113 section 8.1).
    if (!request.complete) setImmediate(() => stream.destroy())
  })
}
