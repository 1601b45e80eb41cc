import type { Phase } from './create-conversation.ts'
import { createWatch, type TimeLimits, type Watch } from './watch.ts'

/**
 * Runs one task at a time, with the time that the relay takes being watched. A task runs until it ends, takes too long or
 * is given up; `isOver` is true after that. `run` rejects with the reason of `giveUp`, and tells each phase of the task.
 */
export type Runner = Pick<Watch, 'enter' | 'isSilent'> & {
  run: <Value>(
    task: (isOver: () => boolean) => Promise<Value>,
    onPhase?: (phase: Phase) => void,
  ) => Promise<Value>
  giveUp: (reason: Error) => void
}

/** `onSilent` is called when the relay is silent in a phase. */
export function createRunner(limits: TimeLimits, onSilent: (phase: Phase) => void): Runner {
  let giveUp: (reason: Error) => void = () => {}
  let tell: ((phase: Phase) => void) | undefined
  const { start, enter, stop, isSilent } = createWatch(limits, {
    onSilent,
    onOver: () => giveUp(new Error('the relay took too long')),
  })
  return {
    enter(phase) {
      enter(phase)
      tell?.(phase)
    },
    isSilent,
    giveUp: reason => giveUp(reason),
    async run(task, onPhase) {
      let isOver = false
      const gaveUp = new Promise<never>((_, reject) => {
        giveUp = reject
      })
      tell = onPhase
      start()
      try {
        return await Promise.race([task(() => isOver), gaveUp])
      } finally {
        isOver = true
        tell = undefined
        stop()
      }
    },
  }
}
