import { Bar } from '../frame/bar.tsx'
import type { Frame } from '../frame/frame.ts'
import { PauseBanner } from '../frame/pause-banner.tsx'

/** The page of the Bull board below the bar that every page has. */
export function framed(page: string, { operator, pauses, morePauses }: Frame): string {
  const bar = (
    <>
      <Bar operator={operator} current="queues" />
      <PauseBanner pauses={pauses} more={morePauses} />
    </>
  )
  // Functions, because a text to insert may have `$&` in it.
  return (
    page
      // The board links to fonts of another site, which our content security policy blocks; it has others.
      .replace(/<link href="https:[^>]*>/, '')
      .replace('</head>', () => '<link href="/board.css" rel="stylesheet"></head>')
      .replace('<div id="root">', () => `${bar}<div class="board"><div id="root">`)
      .replace('<script defer', () => '</div><script defer')
  )
}
