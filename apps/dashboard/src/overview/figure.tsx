import type { Child, PropsWithChildren } from 'hono/jsx'

type Props = PropsWithChildren<{ name: string; value: Child; unit?: string; kind?: 'bad' | 'attention' }>

/**
 * A figure with its name, which is a heading; the children say more about it. `kind` is that of a figure that is not
 * well.
 */
export function Figure({ name, value, unit, kind, children }: Props) {
  return (
    <section class="figure">
      <h2>{name}</h2>
      <p class={kind ? `value ${kind}` : 'value'}>
        {value}
        {unit && <span class="unit"> {unit}</span>}
      </p>
      {children}
    </section>
  )
}
