import { execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, openSync, writeSync } from 'node:fs'

/** Reads what a process logs from a pipe, as container runtimes do, and appends it to a file. */
export type LogReader = {
  /** Opens the end of the pipe that a process writes to. */
  open: () => number
  /** Stops reading, with the pipe full. */
  pause: () => void
  resume: () => void
  close: () => void
}

export function startLogReader(logFile: string): LogReader {
  const pipe = `${logFile}.pipe`
  execFileSync('mkfifo', [pipe])
  // Kept open, so that the reader does not end between two processes.
  const held = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK)
  const output = openSync(logFile, 'a')
  const reader = spawn('cat', [pipe], { stdio: ['ignore', output, 'ignore'] })
  closeSync(output)
  return {
    open: () => openSync(pipe, constants.O_WRONLY),
    pause() {
      reader.kill('SIGSTOP')
      fill(held)
    },
    resume: () => void reader.kill('SIGCONT'),
    close() {
      reader.kill('SIGKILL')
      closeSync(held)
    },
  }
}

const line = Buffer.from(`${'.'.repeat(1_023)}\n`)

function fill(pipe: number) {
  try {
    for (;;) writeSync(pipe, line)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
  }
}
