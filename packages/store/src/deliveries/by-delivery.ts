import type { Change, Decision } from './delivery.ts'

type ForDelivery = { deliveryId: string }

/**
 * Groups requests by delivery, so that the requests for one delivery are decided together; the answers are in the order
 * of the requests. Ids are compared case-insensitively (RFC 9562 section 4).
 */
export function byDelivery<Request extends ForDelivery>(requests: readonly Request[]) {
  const groups = new Map<string, Request[]>()
  for (const request of requests) {
    const id = request.deliveryId.toLowerCase()
    const group = groups.get(id)
    if (group) group.push(request)
    else groups.set(id, [request])
  }
  return {
    ids: [...groups.keys()],
    /** Makes a decision for each delivery, by its id. */
    decide: <Answer>(decide: (id: string, requests: Request[]) => Decision<Answer>): Decisions<Answer> =>
      new Map([...groups].map(([id, group]) => [id, decide(id, group)])),
    /** Maps the answer to each request with `toResult`, in the order of the requests. */
    inOrder<Answer, Result = Answer>(
      decisions: Decisions<Answer>,
      toResult: (answer: Answer, id: string) => Result,
    ): Result[] {
      const positions = new Map<string, number>()
      return requests.map(({ deliveryId }) => {
        const id = deliveryId.toLowerCase()
        const position = positions.get(id) ?? 0
        positions.set(id, position + 1)
        return toResult(decisions.get(id)?.answers[position] as Answer, id)
      })
    },
  }
}

type Decisions<Answer> = ReadonlyMap<string, Decision<Answer>>

/** The changes of all decisions. */
export const changesOf = (decisions: ReadonlyMap<string, { change?: Change | undefined }>): Change[] =>
  [...decisions.values()].flatMap(({ change }) => change ?? [])
