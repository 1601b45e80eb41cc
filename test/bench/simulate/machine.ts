import type { Clock } from './clock.ts'
import { createQueue } from './queue.ts'

/** So many cores, and how fast each is while all are busy: less than 1 where two of them share one. */
export type Cores = { cores: number; sharedSpeed: number }

/** Processor time that was spent in somebody's name, in milliseconds. */
export type Account = { ms: number }

/** A machine on which everything that runs gets an equal part of the cores. */
export type Machine = {
  /** Runs something that takes `ms` where it has a core to itself, and calls `done` when it is finished. */
  run: (account: Account, ms: number, done: () => void) => void
}

type Task = { endsAtService: number; heldAtStart: number; account: Account; done: () => void }

export function createMachine(clock: Clock, { cores, sharedSpeed }: Cores): Machine {
  const tasks: Task[] = []
  let at = 0
  // What each task that runs all the time has been given: work done, and time on a core.
  let service = 0
  let held = 0
  let plan = 0

  function advance() {
    const elapsed = clock.now() - at
    at = clock.now()
    held += elapsed * partOf(tasks.length)
    service += elapsed * partOf(tasks.length) * speedOf(tasks.length)
  }

  const partOf = (running: number) => Math.min(1, cores / Math.max(1, running))

  function speedOf(running: number) {
    const half = cores / 2
    const beyondHalf = Math.max(0, Math.min(running, cores) - half) / half
    return 1 - (1 - sharedSpeed) * beyondHalf
  }

  function planNext() {
    plan += 1
    const planned = plan
    const next = tasks.reduce<Task | undefined>(
      (first, task) => (first && first.endsAtService <= task.endsAtService ? first : task),
      undefined,
    )
    if (!next) return
    const rate = partOf(tasks.length) * speedOf(tasks.length)
    const ms = Math.max(0, (next.endsAtService - service) / rate)
    clock.at(clock.now() + ms, () => {
      if (planned !== plan) return
      advance()
      tasks.splice(tasks.indexOf(next), 1)
      next.account.ms += held - next.heldAtStart
      planNext()
      next.done()
    })
  }

  return {
    run(account, ms, done) {
      advance()
      tasks.push({ endsAtService: service + ms, heldAtStart: held, account, done })
      planNext()
    },
  }
}

/** Something that does one thing at a time, in the order in which it was asked: a process of Node, or of Redis. */
export type Thread = { account: Account; run: (ms: number, done: () => void) => void }

export function createThread(machine: Machine): Thread {
  const account = { ms: 0 }
  const waiting = createQueue<{ ms: number; done: () => void }>()
  let isBusy = false

  function next() {
    const item = waiting.shift()
    isBusy = item !== undefined
    if (item)
      machine.run(account, item.ms, () => {
        item.done()
        next()
      })
  }

  return {
    account,
    run(ms, done) {
      waiting.push({ ms, done })
      if (!isBusy) next()
    },
  }
}
