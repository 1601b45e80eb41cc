import type { Span } from '@passlink/runtime'
import { answerAttributes } from '../tracing/attempt-span.ts'
import type { Phase } from './create-conversation.ts'
import type { Answer, Connection } from './open-connection.ts'
import type { Relay } from './open-relay.ts'

/** Sends as a part of the span of the attempt: a span that notes when each phase of the conversation begins. */
export async function sendTraced(
  attempt: Span,
  { name }: Pick<Relay, 'name'>,
  connection: Connection,
  ...[mail, steps]: Parameters<Connection['send']>
): Promise<Answer> {
  const [, host, port] = /^(.*):(\d+)$/.exec(name) ?? []
  const server = { 'server.address': host, 'server.port': port ? Number(port) : undefined }
  const span = attempt.begin('send', { kind: 'client', attributes: server })
  let reached: Phase | undefined
  function onPhase(phase: Phase) {
    // Nobody waits for the RSET after a refusal.
    if (phase === reached || (phase === 'login' && isOfMail(reached))) return
    span.enter(phase)
    reached = phase
  }
  const answer = await connection.send(mail, { ...steps, onPhase })
  span.end(answerAttributes({ ...answer, relay: name }))
  return answer
}

const isOfMail = (phase: Phase | undefined) =>
  phase !== undefined && phase !== 'connect' && phase !== 'greeting'
