import type { Child } from 'hono/jsx'

/** A name and its value; a fact whose value is false, null, undefined or empty is left out. */
export type Fact = [name: string, value: Child]

/** A list of facts. */
export function Facts({ of: facts }: { of: Fact[] }) {
  return (
    <dl>
      {facts
        .filter(([, value]) => Boolean(value))
        .map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
