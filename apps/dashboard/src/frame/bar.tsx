import type { Operator } from '../access/operator.ts'
import { type PlaceName, placesOf } from './places.ts'

type Props = { operator: Operator; current?: PlaceName | undefined; contentId?: string }

/** What is above every page: the ways to the others, the search, and who is signed in. It needs no script. */
export function Bar({ operator, current, contentId }: Props) {
  return (
    <div class="passlink bar">
      {contentId && (
        <a class="bar-skip" href={`#${contentId}`}>
          Skip to the content
        </a>
      )}
      <p class="bar-brand">Passlink</p>
      <search class="bar-find">
        <form action="/deliveries">
          <input
            class="bar-field"
            type="search"
            name="q"
            aria-label="Find deliveries"
            placeholder="Address, person or id"
            required
            maxlength={200}
            autocomplete="off"
            spellcheck={false}
          />
          <button class="bar-button" type="submit">
            Find
          </button>
        </form>
      </search>
      <form class="bar-person" method="post" action="/logout">
        <span>{operator.name}</span>
        <span class="bar-role">{operator.role}</span>
        <button class="bar-button" type="submit">
          Sign out
        </button>
      </form>
      <nav class="bar-places" aria-label="Dashboard">
        <ul>
          {placesOf(operator).map(({ name, path, text }) => (
            <li>
              <a class="bar-place" href={path} aria-current={name === current ? 'page' : undefined}>
                {text}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  )
}
