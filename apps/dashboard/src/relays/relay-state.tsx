import type { ListedRelay } from '@passlink/store'
import { Badge } from '../frame/badge.tsx'
import { Moment } from '../frame/moment.tsx'
import { durationOf } from '../overview/amounts.ts'

const webhook = 'webhook:'

/** The name of a relay, or the host of an endpoint. */
export const shownName = ({ name, kind }: Pick<ListedRelay, 'name' | 'kind'>): string =>
  kind === 'webhook' && name.startsWith(webhook) ? name.slice(webhook.length) : name

/** The state of a relay or an endpoint in a word; that it is paused comes first, because it was somebody's choice. */
export function stateOfRelay({ state, pause }: Pick<ListedRelay, 'state' | 'pause'>): {
  kind: 'good' | 'bad' | 'attention'
  word: string
} {
  if (pause) return { kind: 'attention', word: 'paused' }
  if (state.away === 'failing') return { kind: 'bad', word: 'away' }
  if (state.away === 'deferring') return { kind: 'bad', word: 'defers' }
  if (state.isOnTrial) return { kind: 'attention', word: 'on trial' }
  return state.isWell ? { kind: 'good', word: 'works' } : { kind: 'attention', word: 'in doubt' }
}

export function StateBadge({ relay }: { relay: Pick<ListedRelay, 'state' | 'pause'> }) {
  const { kind, word } = stateOfRelay(relay)
  return <Badge kind={kind}>{word}</Badge>
}

/** Since when a relay or an endpoint is away, and for how long; nothing if it is not, or that is not known. */
export function AwaySince({ state }: Pick<ListedRelay, 'state'>) {
  const { awaySince, awayForMs } = state
  if (awaySince === null) return null
  return (
    <>
      {' '}
      since <Moment at={new Date(awaySince).toISOString()} />, for {durationOf(awayForMs)}
    </>
  )
}
