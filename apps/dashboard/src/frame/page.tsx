import type { Child, PropsWithChildren } from 'hono/jsx'
import { AsOfNote } from '../reading/as-of-note.tsx'
import { Bar } from './bar.tsx'
import { Document } from './document.tsx'
import type { Frame } from './frame.ts'
import { PauseBanner } from './pause-banner.tsx'
import type { PlaceName } from './places.ts'

/**
 * `current` is the place in the bar that the page belongs to, `notice` what was done before it, and `styles` are the paths
 * of its own style sheets.
 */
type Props = PropsWithChildren<
  Frame & {
    title: string
    current?: PlaceName | undefined
    notice?: Child
    styles?: string[] | undefined
  }
>

/** A page of the dashboard for those who are signed in. */
export function Page(props: Props) {
  const { operator, pauses, morePauses, asOf, title, current, notice, styles, children } = props
  return (
    <Document title={title} styles={styles}>
      <header>
        <Bar operator={operator} current={current} contentId="content" />
        <PauseBanner pauses={pauses} more={morePauses} />
        <AsOfNote asOf={asOf} />
      </header>
      <main id="content">
        {notice}
        {children}
      </main>
      <footer>Times are UTC.</footer>
    </Document>
  )
}

type Message = Frame & {
  title: string
  text: string
  current?: PlaceName
  back?: { href: string; text: string }
}

/** A page with a single message, and a way on. */
export function MessagePage({ title, text, back, ...frame }: Message) {
  return (
    <Page {...frame} title={title}>
      <h1>{title}</h1>
      <p>{text}</p>
      {back && (
        <p>
          <a class="button" href={back.href}>
            {back.text}
          </a>
        </p>
      )}
    </Page>
  )
}
