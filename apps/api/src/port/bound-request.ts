import { constants, type Http2ServerRequest } from 'node:http2'

/**
 * Gives an HTTP/2 request `requestMs` to arrive in full, as HTTP/1 does; what is answered sooner need not arrive at all.
 * The answer may take its time: a watch says nothing until something changes.
 */
export function boundRequest(request: Http2ServerRequest, requestMs: number): void {
  const { stream } = request
  const late = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), requestMs)
  const inTime = () => clearTimeout(late)
  request.once('end', inTime)
  stream.once('close', inTime)
  stream.once('wantTrailers', () => {
    inTime()
    // Once the trailers are out the rest of the request is not wanted (RFC 9113 section 8.1).
    if (!request.complete) setImmediate(() => stream.destroy())
  })
}
