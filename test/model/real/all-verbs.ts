import type { Delivery, Settlement } from '../protocol.ts'
import {
  claimVerb,
  discardVerb,
  expireVerb,
  redriveVerb,
  renewVerb,
  sendVerb,
  settleVerb,
  type Verb,
} from './verbs.ts'

const no = () => undefined
const current = ({ attempts }: Delivery) => attempts.length
const earlier = ({ attempts }: Delivery) => attempts.length - 1

const results: Omit<Settlement, 'attempt'>[] = [
  { outcome: 'accepted', retry: 'never' },
  { outcome: 'rejected', retry: 'never' },
  ...(['deferred', 'not_sent', 'unknown'] as const).flatMap(outcome =>
    (['timely', 'late'] as const).map(retry => ({ outcome, retry })),
  ),
]
const [accepted, rejected, deferred] = results as [
  (typeof results)[0],
  (typeof results)[0],
  (typeof results)[0],
]

const places = [
  { place: 1, of: 'the latest attempt' },
  { place: 2, of: 'the attempt before' },
]

const settlements = places.flatMap(({ place, of }) =>
  results.map(result =>
    settleVerb(`settle ${of} as ${result.outcome}, retry ${result.retry}`, { place, ...result }),
  ),
)

const pairs = [
  [1, accepted, 2, rejected],
  [1, deferred, 2, accepted],
  [2, accepted, 1, rejected],
  [2, deferred, 1, accepted],
  [1, accepted, 2, accepted],
  [2, deferred, 1, rejected],
  [1, deferred, 1, deferred],
  [1, accepted, 1, accepted],
] as const

const together = pairs.map(([a, first, b, second]) =>
  settleVerb(
    `settle together ${a === 1 ? 'the latest' : 'the one before'} as ${first.outcome}, ${b === 1 ? 'the latest' : 'the one before'} as ${second.outcome}`,
    { place: a, ...first },
    { place: b, ...second },
  ),
)

/** Everything that the code can do to a delivery in Postgres. */
export const allVerbs: Verb[] = [
  claimVerb('claim', no),
  claimVerb('claim, to be redriven', current),
  claimVerb('claim, to be redriven after an earlier attempt', earlier),
  claimVerb('claim twice', no, no),
  claimVerb('claim twice, the second to be redriven', no, current),
  ...settlements,
  ...together,
  ...places.map(({ place, of }) => renewVerb(`renew ${of}`, place)),
  ...places.map(({ place, of }) => sendVerb(`may the content of ${of} leave`, place)),
  redriveVerb,
  discardVerb,
  expireVerb,
]
