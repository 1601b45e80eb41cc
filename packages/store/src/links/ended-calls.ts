import type { GrantedLink, RecordAnswer } from './decide-record.ts'

const ended: RecordAnswer = { outcome: 'call_ended' }

/** The answers in the order of all requests, from those to the requests that are awaited, in their order. */
export function answersToAll(
  isAwaited: readonly boolean[],
  answersToAwaited: readonly RecordAnswer[],
): RecordAnswer[] {
  const answers = answersToAwaited.values()
  return isAwaited.map(awaited => (awaited && answers.next().value) || ended)
}

/** The answers again, without those that are no longer awaited, and the links that none of them is about. */
export function withoutEnded(
  isAwaited: readonly boolean[],
  answers: readonly RecordAnswer[],
  links: readonly GrantedLink[],
): { kept: RecordAnswer[]; unwanted: GrantedLink[] } {
  const kept = answers.map((answer, index) => (isAwaited[index] ? answer : ended))
  const wanted = new Set(kept.map(answer => ('link' in answer ? answer.link : undefined)))
  return { kept, unwanted: links.filter(link => !wanted.has(link)) }
}
