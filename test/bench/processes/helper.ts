import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { CleanUp } from '../../chaos/clean-up.ts'

/** A process of the bench's own that is asked one thing at a time; a question it fails at rejects. */
export type Helper = {
  pid: number
  ask: <Answer>(question: object) => Promise<Answer>
  end: () => Promise<void>
}

type Reply = { answer: unknown } | { error: string }

/** Runs a TypeScript file that calls {@link answerQuestions}. It ends with this process at the latest. */
export function startHelper(file: URL, cleanUp: CleanUp): Helper {
  const child = fork(file, { execArgv: ['--import', import.meta.resolve('tsx')], serialization: 'advanced' })
  let asking: Promise<unknown> = Promise.resolve()

  async function askNow(question: object): Promise<unknown> {
    const ending = new AbortController()
    const ended = once(child, 'exit', { signal: ending.signal }).then(([code, signal]) => {
      throw new Error(`${file.pathname} ended with ${signal ?? code}`)
    })
    ended.catch(() => {})
    child.send(question)
    const [reply] = (await Promise.race([once(child, 'message', { signal: ending.signal }), ended])) as [
      Reply,
    ]
    ending.abort()
    if ('error' in reply) throw new Error(reply.error)
    return reply.answer
  }

  async function end() {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  cleanUp.add(end)
  return {
    pid: child.pid ?? 0,
    end,
    ask<Answer>(question: object) {
      const answer = asking.then(() => askNow(question))
      asking = answer.catch(() => {})
      return answer as Promise<Answer>
    },
  }
}

/** What a helper's file calls: answers each question in turn until the process that asks has gone. */
export function answerQuestions<Question>(answer: (question: Question) => Promise<unknown>): void {
  process.on('message', question => {
    const reply = answer(question as Question).then(
      found => ({ answer: found }),
      error => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
    void reply.then(sent => process.send?.(sent))
  })
  process.on('disconnect', () => process.exit())
  if (!process.connected) process.exit()
}
