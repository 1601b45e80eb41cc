/** How far all open deliveries have been looked at, from both ends: those between `after` and `before` are left. */
export type Walk = { after?: string; before?: string; from: 'newest' | 'oldest' }

export const beginning: Walk = { from: 'newest' }

/**
 * Where the walk goes on after a page of up to `pageSize` deliveries from the end `walk.from`; nothing once the ends have met.
 * The ends take turns, so that the newest and the oldest are served alike.
 */
export function advance(walk: Walk, page: { deliveryId: string }[], pageSize: number): Walk | undefined {
  const last = page.at(-1)
  if (!last || page.length < pageSize) return undefined
  return walk.from === 'newest'
    ? { ...walk, before: last.deliveryId, from: 'oldest' }
    : { ...walk, after: last.deliveryId, from: 'newest' }
}
