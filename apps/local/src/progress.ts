/** Says which steps are done and which are awaited, in one line for each change. */
export type Progress = ReturnType<typeof createProgress>

/** `now` is the time since the start in milliseconds. */
export function createProgress(print: (line: string) => void, now: () => number) {
  const awaited = new Set<string>()
  let done: string[] = []
  let isChanged = false

  // Steps that begin and end together share a line.
  function change() {
    if (isChanged) return
    isChanged = true
    setImmediate(() => {
      isChanged = false
      const ready = done.length > 0 ? [`${list(done)} ready`] : []
      const waiting = awaited.size > 0 ? [`waiting for ${list([...awaited])}`] : []
      done = []
      print(`${(now() / 1_000).toFixed(1).padStart(6)} s  ${[...ready, ...waiting].join('; ')}`)
    })
  }

  return {
    /** Awaits a step. */
    async step<Result>(name: string, work: Promise<Result>): Promise<Result> {
      awaited.add(name)
      change()
      try {
        const result = await work
        done.push(name)
        return result
      } finally {
        awaited.delete(name)
        change()
      }
    },
  }
}

const list = (names: string[]) => names.join(', ')
