/** What can be taken away, to see what Passlink does then. */
export const parts = {
  first: 'First relay',
  second: 'Second relay',
  webhooks: 'Webhook endpoint',
} as const

export type Part = keyof typeof parts

/** Which parts are away. `onAway` is called when one goes. */
export type Outages = ReturnType<typeof createOutages>

export function createOutages(onAway: (part: Part) => void) {
  const away = new Set<Part>()
  return {
    isAway: (part: Part) => away.has(part),
    /** Takes a part away, or brings it back. */
    set(part: Part, isAway: boolean) {
      if (!isAway) return void away.delete(part)
      away.add(part)
      onAway(part)
    },
  }
}

/** Whether a text names a part. */
export const isPart = (text: unknown): text is Part => typeof text === 'string' && Object.hasOwn(parts, text)
