import type { ListedRelay, ListedRelays } from '@passlink/store'
import type { Child } from 'hono/jsx'
import { mayChange } from '../access/operator.ts'
import type { Frame } from '../frame/frame.ts'
import { Moment } from '../frame/moment.tsx'
import { Page } from '../frame/page.tsx'
import { PauseActions } from '../pauses/pause-actions.tsx'
import { RelayCard } from './relay-card.tsx'

type Props = { frame: Frame; listed: ListedRelays; notice: Child }

/** The relays and the endpoints of webhooks, and what is paused. */
export function RelaysPage({ frame, listed, notice }: Props) {
  const { relays, attemptsSince } = listed
  const group = (kind: ListedRelay['kind']) => relays.filter(relay => relay.kind === kind)
  return (
    <Page {...frame} title="Relays" current="relays" notice={notice} styles={['/relays/page.css']}>
      <div class="heading">
        <h1>Relays</h1>
        <p class="quiet">and the endpoints of webhooks, as all workers know them</p>
      </div>
      <p class="quiet">Attempts are counted at deliveries that were recorded in the last two hours.</p>
      {attemptsSince !== null && (
        <p class="notice attention">
          There were very many attempts: those of the last hour are counted since{' '}
          <Moment at={attemptsSince} />.
        </p>
      )}
      <Group frame={frame} scope="mail" title="Relays of mails" of="all mails" relays={group('relay')} />
      <Group
        frame={frame}
        scope="webhook"
        title="Endpoints of webhooks"
        of="all webhooks"
        relays={group('webhook')}
      />
    </Page>
  )
}

type GroupProps = {
  frame: Frame
  scope: 'mail' | 'webhook'
  title: string
  of: string
  relays: ListedRelay[]
}

function Group({ frame, scope, title, of, relays }: GroupProps) {
  const isPaused = frame.pauses?.some(pause => pause.scope === scope) ?? false
  const may = mayChange(frame.operator)
  return (
    <section aria-label={title}>
      <div class="heading">
        <h2>{title}</h2>
        {may && (
          <div class="actions">
            <PauseActions scope={scope} name={of} isPaused={isPaused} withName />
          </div>
        )}
      </div>
      {relays.length === 0 && (
        <div class="empty">
          <p>None has answered yet.</p>
        </div>
      )}
      {relays.map(relay => (
        <RelayCard relay={relay} mayChange={may} />
      ))}
    </section>
  )
}
