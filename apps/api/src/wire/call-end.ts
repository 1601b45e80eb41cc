import { Code, ConnectError } from '@connectrpc/connect'
import type { RequestMetadata } from '../calls/call.ts'

/** The moment in `timeoutMs` by `performance.now()`; Infinity without a timeout. */
export const deadlineIn = (timeoutMs = Number.POSITIVE_INFINITY): number => performance.now() + timeoutMs

type CallEnd = Pick<RequestMetadata, 'signal' | 'deadline'> & {
  /** Aborts the signal because the caller disconnected. */
  hangUp: () => void
  cleanUp: () => void
}

/** A signal that is aborted when the caller disconnects or the deadline passes, until `cleanUp`. */
export function createCallEnd(timeoutMs: number | undefined): CallEnd {
  const controller = new AbortController()
  const abort = (code: Code) => () => controller.abort(new ConnectError('the call was ended', code))
  const passDeadline = abort(Code.DeadlineExceeded)
  if (timeoutMs !== undefined && timeoutMs <= 0) passDeadline()
  const timer = timeoutMs === undefined ? undefined : setTimeout(passDeadline, timeoutMs)
  return {
    signal: controller.signal,
    deadline: deadlineIn(timeoutMs),
    hangUp: abort(Code.Canceled),
    cleanUp: () => clearTimeout(timer),
  }
}
