import { writeSync } from 'node:fs'
import type { DestinationStream } from 'pino'

/** A destination of log lines that never waits for their reader. */
export type LogOutput = DestinationStream & {
  /** Writes all lines that wait; gives up after half a second. For a process that is about to exit. */
  flushSync: () => void
}

const waitingMax = 1_048_576
const batchMin = 16_384
const retryMs = 20
const flushMs = 500

let dropped = 0

/** The number of log lines that this process has dropped. */
export const droppedLines = (): number => dropped

/**
 * Writes the lines of one turn of the event loop together to `fd`, which must not block. Lines wait while `fd` takes no
 * more, up to 1 MiB; the ones beyond are dropped and counted. `onDropped` gets their number once all others are written.
 */
export function createLogOutput(fd: number, onDropped: (count: number) => void): LogOutput {
  let lines = ''
  let unwritten: Uint8Array = Buffer.alloc(0)
  let reported = dropped
  let isScheduled = false

  function write(line: string) {
    if (unwritten.length + lines.length + line.length > waitingMax) {
      dropped += 1
      return
    }
    lines += line
    if (!isScheduled) {
      isScheduled = true
      setImmediate(writeOrRetry)
    } else if (unwritten.length === 0 && lines.length >= batchMin) tryToWrite()
  }

  function writeOrRetry() {
    isScheduled = !tryToWrite()
    if (isScheduled) setTimeout(writeOrRetry, retryMs).unref()
  }

  function tryToWrite(): boolean {
    try {
      writeAll()
      return true
    } catch {
      return false
    }
  }

  function writeAll() {
    for (;;) {
      while (unwritten.length > 0) unwritten = unwritten.subarray(writeSync(fd, unwritten))
      if (lines === '' && dropped > reported) reportDropped()
      if (lines === '') return
      unwritten = Buffer.from(lines)
      lines = ''
    }
  }

  function reportDropped() {
    const count = dropped - reported
    reported = dropped
    onDropped(count)
  }

  function flushSync() {
    const end = performance.now() + flushMs
    while (!tryToWrite() && performance.now() < end) pause()
  }
  return { write, flushSync }
}

const neverNotified = new Int32Array(new SharedArrayBuffer(4))
const pause = () => Atomics.wait(neverNotified, 0, 0, retryMs)
