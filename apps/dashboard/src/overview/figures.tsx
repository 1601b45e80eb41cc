import type { Overview } from '@passlink/store'
import { Moment } from '../frame/moment.tsx'
import { FlowFigures } from './flow-figures.tsx'
import { PausesFigure, RelaysFigure } from './relay-figures.tsx'
import { DeadFigure, OpenFigure } from './state-figures.tsx'

/** All figures of the overview, the same for whoever may see the page. */
export function Figures({ overview }: { overview: Overview }) {
  const { at, mail, webhook, minutesKnown, relays } = overview
  const ofKind = (kind: 'relay' | 'webhook') => relays.filter(relay => relay.kind === kind)
  return (
    <>
      <p class="quiet">
        As of <Moment at={at} />
      </p>
      <div class="figures">
        <FlowFigures id="mail" what="Mails" flow={mail} minutesKnown={minutesKnown} />
        <OpenFigure open={overview.open} />
        <DeadFigure dead={overview.dead} />
        <RelaysFigure name="Relays" relays={ofKind('relay')} />
        <FlowFigures id="webhook" what="Webhooks" flow={webhook} minutesKnown={minutesKnown} />
        <RelaysFigure name="Endpoints of webhooks" relays={ofKind('webhook')} />
        <PausesFigure pauses={overview.pauses} />
      </div>
    </>
  )
}
