import { constants, type Http2ServerRequest } from 'node:http2'

/**
 * Closes the stream of an HTTP/2 request that does not arrive in full within `requestMs`, as HTTP/1 does, unless it is
 * answered sooner. The answer may take longer: a watch sends nothing until something changes.
 */
export function boundRequest(request: Http2ServerRequest, requestMs: number): void {
  const { stream } = request
  const late = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), requestMs)
  const inTime = () => clearTimeout(late)
  request.once('end', inTime)
  stream.once('close', inTime)
  stream.once('wantTrailers', () => {
    inTime()
    // After the trailers nobody reads the rest of the request (RFC 9113 section 8.1).
    if (!request.complete) setImmediate(() => stream.destroy())
  })
}
