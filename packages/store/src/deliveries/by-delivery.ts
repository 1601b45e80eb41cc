import type { Change, Decision } from './delivery.ts'

type Named = { deliveryId: string }

/**
 * Requests that may name a delivery more than once, to be decided together for each delivery and answered in their own order.
 * Ids are compared without regard to case (RFC 9562 section 4).
 */
export function byDelivery<Request extends Named>(requests: readonly Request[]) {
  const groups = new Map<string, Request[]>()
  for (const request of requests) {
    const id = request.deliveryId.toLowerCase()
    const group = groups.get(id)
    if (group) group.push(request)
    else groups.set(id, [request])
  }
  return {
    ids: [...groups.keys()],
    /** A decision for each delivery, by its id. */
    decide: <Answer>(decide: (id: string, requests: Request[]) => Decision<Answer>): Decisions<Answer> =>
      new Map([...groups].map(([id, group]) => [id, decide(id, group)])),
    /** What `give` makes of the answers, one a request, in the order of the requests. */
    inOrder<Answer, Given = Answer>(
      decisions: Decisions<Answer>,
      give: (answer: Answer, id: string) => Given,
    ): Given[] {
      const places = new Map<string, number>()
      return requests.map(({ deliveryId }) => {
        const id = deliveryId.toLowerCase()
        const place = places.get(id) ?? 0
        places.set(id, place + 1)
        return give(decisions.get(id)?.answers[place] as Answer, id)
      })
    },
  }
}

type Decisions<Answer> = ReadonlyMap<string, Decision<Answer>>

/** All that the decisions change. */
export const changesOf = (decisions: ReadonlyMap<string, { change?: Change | undefined }>): Change[] =>
  [...decisions.values()].flatMap(({ change }) => change ?? [])
