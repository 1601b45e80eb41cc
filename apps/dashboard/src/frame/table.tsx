import type { PropsWithChildren } from 'hono/jsx'

type Props = PropsWithChildren<{ label: string; head: string[] }>

/**
 * A table; the children are its rows. A column of buttons has no name. One that is wider than the screen can be
 * scrolled with the keyboard too.
 */
export function Table({ label, head, children }: Props) {
  return (
    <section class="table" aria-label={label} tabindex={0}>
      <table>
        <thead>
          <tr>{head.map(name => (name === '' ? <td /> : <th scope="col">{name}</th>))}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}
