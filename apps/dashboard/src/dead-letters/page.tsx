import { Page } from '../frame/page.tsx'

/** A page of the dead letters, with their styles. */
export function DeadLettersPage(props: Parameters<typeof Page>[0]) {
  return <Page {...props} styles={['/dead-letters/page.css']} />
}
