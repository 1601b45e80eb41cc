import type { PauseScope } from '@passlink/store'
import { withQuery } from '../frame/with-query.ts'

/** `name` is what is paused, for those who hear the buttons alone; `withName` shows it to all. */
type Props = { scope: PauseScope; name: string; isPaused: boolean; withName?: boolean }

/** The ways to pause something, or to change and end its pause. */
export function PauseActions({ scope, name, isPaused, withName = false }: Props) {
  const label = (verb: string) => (withName ? {} : { 'aria-label': `${verb} ${name}` })
  const text = (verb: string) => (withName ? `${verb} ${name}` : verb)
  const way = withQuery('/pauses/set', { scope })
  if (!isPaused)
    return (
      <a class="button small" href={way} {...label('Pause')}>
        {text('Pause')}
      </a>
    )
  return (
    <>
      <a class="button small" href={way} aria-label={`Change pause of ${name}`}>
        Change pause
      </a>
      <form method="post" action="/pauses/end">
        <input type="hidden" name="scope" value={scope} />
        <button type="submit" class="small" {...label('Resume')}>
          {text('Resume')}
        </button>
      </form>
    </>
  )
}
