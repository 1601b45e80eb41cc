import type { Phase } from './create-conversation.ts'

/** How long the relay may take for each phase, in milliseconds, and after how long without a reply it is `silent`. */
export type TimeLimits = Record<Phase | 'silent', number>

const minuteMs = 60_000

/** Those of RFC 5321 section 4.5.3.2, which has none for connecting and logging in. */
export const usualLimits: TimeLimits = {
  connect: minuteMs / 2,
  greeting: 5 * minuteMs,
  login: 5 * minuteMs,
  mail: 5 * minuteMs,
  rcpt: 5 * minuteMs,
  data: 2 * minuteMs,
  block: 3 * minuteMs,
  dot: 10 * minuteMs,
  silent: minuteMs / 6,
}

/** Watches the time that a relay takes for a phase. Nothing is watched before `start`, nor after `stop`. */
export type Watch = {
  start: () => void
  enter: (phase: Phase) => void
  stop: () => void
  /** Whether the relay has been silent for longer than the limit in the current phase. */
  isSilent: () => boolean
}

export function createWatch(
  limits: TimeLimits,
  { onSilent, onOver }: { onSilent: (phase: Phase) => void; onOver: () => void },
): Watch {
  const timers: NodeJS.Timeout[] = []
  let isWatching = false
  let isSilent = false

  function clear() {
    for (const timer of timers.splice(0)) clearTimeout(timer)
    isSilent = false
  }

  return {
    start() {
      isWatching = true
    },
    enter(phase) {
      clear()
      if (!isWatching) return
      const beSilent = () => {
        isSilent = true
        onSilent(phase)
      }
      timers.push(setTimeout(onOver, limits[phase]))
      if (limits.silent < limits[phase]) timers.push(setTimeout(beSilent, limits.silent))
    },
    stop() {
      isWatching = false
      clear()
    },
    isSilent: () => isSilent,
  }
}
