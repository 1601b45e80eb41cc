import { raw } from 'hono/html'
import type { Frame } from '../frame/frame.ts'
import { Page } from '../frame/page.tsx'

/** `figures` is their HTML; undefined if the database did not answer. */
type Props = Frame & { figures: string | undefined }

/** The first page: how everything is going. It works without its script, which keeps it new. */
export function OverviewPage({ figures, ...frame }: Props) {
  return (
    <Page {...frame} title="Overview" current="overview" styles={['/overview/page.css']}>
      <div class="heading">
        <h1>Overview</h1>
        <p class="quiet" id="live-state" role="status"></p>
        <div class="actions">
          <button type="button" class="small" id="live-button" hidden>
            Pause updates
          </button>
          <noscript>
            <a class="button small" href="/">
              Reload
            </a>
          </noscript>
        </div>
      </div>
      <div id="figures">{figures === undefined ? <Away /> : raw(figures)}</div>
      <script src="/overview/live.js" defer></script>
    </Page>
  )
}

function Away() {
  return (
    <div class="empty">
      <p class="problem">The database does not answer, so nothing is known right now.</p>
      <p>Nothing can be mailed without it either. What was asked for before is mailed when it is back.</p>
      <p>
        <a class="button" href="/">
          Reload
        </a>
      </p>
    </div>
  )
}
