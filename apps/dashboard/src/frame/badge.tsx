import type { PropsWithChildren } from 'hono/jsx'

/** A word about a state; `kind` decides on its color: `good`, `bad`, `attention`, or a state that has one. */
export function Badge({ kind, children }: PropsWithChildren<{ kind: string }>) {
  return <span class={`badge ${kind}`}>{children}</span>
}
