const linesEvery = 100_000
const redrawMs = 1_000
const clearLine = '\r\u001b[2K'

type Terminal = { isTTY?: boolean; write: (text: string) => unknown }

/** Shows how many rows were read and how fast: on a terminal once a second, elsewhere a line every 100,000 rows. */
export type Progress = {
  read: () => void
  /** Writes a line of its own. */
  say: (line: string) => void
  end: () => void
}

export function createProgress(terminal: Terminal, now: () => number): Progress {
  const started = now()
  let rows = 0
  let drawn = started

  function state(): string {
    const seconds = (now() - started) / 1_000
    return `${rows} read, ${seconds > 0 ? Math.round(rows / seconds) : 0} a second`
  }

  return {
    read() {
      rows += 1
      if (!terminal.isTTY) {
        if (rows % linesEvery === 0) terminal.write(`${state()}\n`)
      } else if (now() - drawn >= redrawMs) {
        drawn = now()
        terminal.write(`${clearLine}${state()}`)
      }
    },
    say: line => terminal.write(`${terminal.isTTY ? clearLine : ''}${line}\n`),
    end() {
      if (terminal.isTTY) terminal.write(clearLine)
    },
  }
}
