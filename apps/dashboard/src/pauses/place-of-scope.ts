import { kindOfScope, type PauseScope, subjectOfScope } from '@passlink/store'
import { organizationPath } from '../organizations/organization-path.ts'

/** The page on which whatever has this scope is shown, and the place in the bar that it belongs to. */
export function placeOfScope(scope: PauseScope): { path: string; place: 'organizations' | 'relays' } {
  if (kindOfScope(scope) !== 'organization') return { path: '/relays', place: 'relays' }
  return { path: organizationPath('show', subjectOfScope(scope) ?? ''), place: 'organizations' }
}
