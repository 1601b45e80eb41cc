import type { ListedRelay, Overview } from '@passlink/store'
import { Moment } from '../frame/moment.tsx'
import { nameOfScope } from '../frame/pause-banner.tsx'
import { AwaySince, StateBadge, shownName } from '../relays/relay-state.tsx'
import { countOf } from './amounts.ts'
import { Figure } from './figure.tsx'

/** How many relays, or endpoints of webhooks, are well, and the state of each. */
export function RelaysFigure({ name, relays }: { name: string; relays: ListedRelay[] }) {
  const well = relays.filter(({ state, pause }) => state.away === null && pause === null)
  const isWell = well.length === relays.length
  return (
    <Figure
      name={name}
      value={relays.length === 0 ? '–' : `${countOf(well.length)} of ${countOf(relays.length)}`}
      {...(relays.length === 0 ? {} : { unit: well.length === 1 ? 'works' : 'work' })}
      {...(isWell ? {} : { kind: well.length === 0 ? ('bad' as const) : ('attention' as const) })}
    >
      {relays.length === 0 ? (
        <p>None has answered yet.</p>
      ) : (
        <ul>
          {relays.map(relay => (
            <li>
              <StateBadge relay={relay} /> <span class="name">{shownName(relay)}</span>
              {relay.pause === null && <AwaySince state={relay.state} />}
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href="/relays">{name}</a>
      </p>
    </Figure>
  )
}

/** What operators have paused. */
export function PausesFigure({ pauses }: Pick<Overview, 'pauses'>) {
  return (
    <Figure
      name="Paused"
      value={pauses.length === 0 ? 'nothing' : countOf(pauses.length)}
      {...(pauses.length > 0 ? { kind: 'attention' as const } : {})}
    >
      <ul>
        {pauses.map(({ scope, reason, endsAt }) => (
          <li>
            {nameOfScope(scope)}
            {endsAt !== null && (
              <>
                {' '}
                until <Moment at={endsAt} />
              </>
            )}
            : {reason}
          </li>
        ))}
      </ul>
    </Figure>
  )
}
