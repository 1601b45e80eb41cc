const linesEvery = 100_000
const redrawMs = 1_000
const clearLine = '\r\u001b[2K'

type Terminal = { isTTY?: boolean; write: (text: string) => unknown }

/** Shows the number of rows read and their rate: on a terminal at most once a second, otherwise every 100,000 rows. */
export type Progress = {
  /** Counts one row. */
  read: () => void
  /** Prints a line that progress does not overwrite. */
  print: (line: string) => void
  /** Clears the line that shows progress. */
  end: () => void
}

export function createProgress(terminal: Terminal, now: () => number): Progress {
  const startedAt = now()
  let rows = 0
  let drawnAt = startedAt

  function progressLine(): string {
    const seconds = (now() - startedAt) / 1_000
    return `${rows} read, ${seconds > 0 ? Math.round(rows / seconds) : 0} a second`
  }

  return {
    read() {
      rows += 1
      if (!terminal.isTTY) {
        if (rows % linesEvery === 0) terminal.write(`${progressLine()}\n`)
      } else if (now() - drawnAt >= redrawMs) {
        drawnAt = now()
        terminal.write(`${clearLine}${progressLine()}`)
      }
    },
    print: line => terminal.write(`${terminal.isTTY ? clearLine : ''}${line}\n`),
    end() {
      if (terminal.isTTY) terminal.write(clearLine)
    },
  }
}
