/** The progress of a walk over all open deliveries, from both ends: the ids between `after` and `before` remain. */
export type Walk = { after?: string; before?: string; from: 'newest' | 'oldest' }

export const beginning: Walk = { from: 'newest' }

/**
 * Advances a walk after a page of up to `pageSize` deliveries from the end `walk.from`; undefined when the ends have
 * met. The ends alternate, so that new and old deliveries are enqueued equally soon.
 */
export function advance(walk: Walk, page: { deliveryId: string }[], pageSize: number): Walk | undefined {
  const last = page.at(-1)
  if (!last || page.length < pageSize) return undefined
  return walk.from === 'newest'
    ? { ...walk, before: last.deliveryId, from: 'oldest' }
    : { ...walk, after: last.deliveryId, from: 'newest' }
}
