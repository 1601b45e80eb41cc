import { answerQuestions } from '../processes/helper.ts'
import { callAtPace } from './call-at-pace.ts'
import { openGrpcConnection } from './grpc-connection.ts'
import { openHttpConnection } from './http-connection.ts'
import { callText, createCallers } from './request.ts'
import { type Calls, startStretch } from './stretch.ts'

/** Load to be made: as fast as so many connections allow for `ms`, or one call for each person, `perSecond` of them. */
export type LoadQuestion =
  | { ask: 'use'; tokens: string[] }
  | {
      ask: 'calls'
      port: number
      protocol: 'json' | 'grpc'
      connections: number
      withKeys: boolean
      ms: number
    }
  | { ask: 'pace'; port: number; perSecond: number; count: number }

let tokens: string[] = []

answerQuestions(async (question: LoadQuestion) => {
  if (question.ask === 'use') {
    tokens = question.tokens
    return null
  }
  return question.ask === 'pace' ? callAtPace({ ...question, tokens }) : callInLoop(question)
})

type Loop = Extract<LoadQuestion, { ask: 'calls' }>

/** Each connection sends its next call as soon as the last one is answered. */
async function callInLoop({ port, protocol, connections, withKeys, ms }: Loop): Promise<Calls> {
  const nextCaller = createCallers({ tokens, withKeys })
  const lanes = await Promise.all(
    Array.from({ length: connections }, () => openLane(protocol, port, nextCaller)),
  )
  const stretch = startStretch(connections, ms)
  try {
    await Promise.all(
      lanes.map(async lane => {
        for (let calls = 0; !stretch.isOver(); calls += 1) {
          const sentAt = performance.now()
          stretch.note(sentAt, await lane.call(), calls === 0)
        }
      }),
    )
  } finally {
    for (const lane of lanes) lane.close()
  }
  return stretch.result()
}

async function openLane(
  protocol: Loop['protocol'],
  port: number,
  nextCaller: ReturnType<typeof createCallers>,
) {
  if (protocol === 'json') {
    const connection = await openHttpConnection(port)
    const call = async () => {
      const { token, key } = nextCaller()
      return (await connection.send(callText(token, key))) === 200
    }
    return { call, close: connection.close }
  }
  const connection = await openGrpcConnection(port)
  const call = async () => {
    const { token, key } = nextCaller()
    return (await connection.send(token, key)) === 0
  }
  return { call, close: connection.close }
}
