import { answerQuestions } from '../processes/helper.ts'
import { openBullmqParts } from './bullmq.ts'
import { openMailParts } from './mail.ts'
import type { Done, Part, Parts } from './part.ts'
import { openPostgresParts } from './postgres.ts'

/** `open` is answered with what can be run. */
export type PartsQuestion =
  | { ask: 'open'; databaseUrl: string; redisUrl: string; relayUrl: string }
  | { ask: 'prepare'; what: string }
  | { ask: 'run'; what: string; ms: number }
  | { ask: 'close' }

export type PartName = Pick<Part, 'what' | 'unit'>

let opened: Parts[] = []

answerQuestions(async (question: PartsQuestion): Promise<PartName[] | Done | null> => {
  switch (question.ask) {
    case 'open':
      opened = [
        openPostgresParts(question.databaseUrl),
        openBullmqParts(question.redisUrl),
        await openMailParts(question.relayUrl),
      ]
      return opened.flatMap(({ parts }) => parts.map(({ what, unit }) => ({ what, unit })))
    case 'prepare':
      await find(question.what).prepare?.()
      return null
    case 'run':
      return find(question.what).run(question.ms)
    case 'close':
      for (const { close } of opened) await close()
      return null
  }
})

function find(what: string): Part {
  const part = opened.flatMap(({ parts }) => parts).find(each => each.what === what)
  if (!part) throw new Error(`there is no part ${what}`)
  return part
}
