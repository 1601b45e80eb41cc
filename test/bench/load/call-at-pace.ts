import { setTimeout as pause } from 'node:timers/promises'
import { type HttpConnection, openHttpConnection } from './http-connection.ts'
import { callText } from './request.ts'

type Pace = { port: number; perSecond: number; count: number; tokens: string[] }

const connectionsMax = 50

/**
 * One call for each of the first `count` people, `perSecond` of them whether or not the earlier ones were answered. Says when
 * each was due, as milliseconds since the epoch, and how many were refused.
 */
export async function callAtPace({ port, perSecond, count, tokens }: Pace) {
  const idle = await Promise.all(Array.from({ length: connectionsMax }, () => openHttpConnection(port)))
  const all = [...idle]
  const dueAt: number[] = []
  const calls: Promise<void>[] = []
  let failed = 0

  async function call(connection: HttpConnection, person: number) {
    const status = await connection.send(callText(tokens[person] as string, undefined))
    if (status !== 200) failed += 1
    idle.push(connection)
  }

  const begun = performance.now()
  try {
    for (let person = 0; person < count; person += 1) {
      const due = begun + (person * 1_000) / perSecond
      await pause(Math.max(0, due - performance.now()))
      dueAt.push(performance.timeOrigin + due)
      // A call that finds no idle connection waits for one, and that wait counts.
      while (idle.length === 0) await pause(1)
      const calling = call(idle.shift() as HttpConnection, person)
      calling.catch(() => {})
      calls.push(calling)
    }
    await Promise.all(calls)
  } finally {
    for (const connection of all) connection.close()
  }
  return { dueAt, failed }
}
