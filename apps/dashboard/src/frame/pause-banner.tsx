import { Moment } from './moment.tsx'

/** What an operator has paused. The times are RFC 3339; without `endsAt` it lasts until somebody ends it. */
export type ShownPause = {
  scope: string
  reason: string
  operator: string
  since: string
  endsAt: string | null
}

/** `pauses` is null if they are not known; `more` is how many there are besides. */
type Props = { pauses: ShownPause[] | null; more: number }

/** The pauses in force, above every page, so that nobody looks for another reason why nothing is mailed. */
export function PauseBanner({ pauses, more }: Props) {
  if (pauses === null)
    return (
      <p class="passlink pauses">The database does not answer: whether anything is paused is not known.</p>
    )
  if (pauses.length === 0) return null
  return (
    <ul class="passlink pauses" aria-label="Pauses">
      {pauses.map(({ scope, reason, operator, since, endsAt }) => (
        <li>
          <strong class="pauses-scope">Paused: {nameOfScope(scope)}</strong> by {operator} since{' '}
          <Moment at={since} />
          {endsAt !== null && (
            <>
              {' '}
              until <Moment at={endsAt} />
            </>
          )}
          : {reason}
        </li>
      ))}
      {more > 0 && <li>and {more} more</li>}
    </ul>
  )
}

const names: Record<string, string> = { mail: 'all mails', webhook: 'all webhooks' }

/** What is paused, in words. */
export const nameOfScope = (scope: string): string => names[scope] ?? scope.replace(':', ' ')
