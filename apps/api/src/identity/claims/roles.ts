import type { Reach } from '@passlink/store'
import { isRecord } from './path.ts'

/** The roles of a user, each with the organizations that it was given in. */
export type Roles = ReadonlyMap<string, Reach>

/**
 * Reads a claim that holds roles. Words, or texts in an array, are roles in the user's own organization. An object, as
 * ZITADEL sends it, holds for each role an object whose keys are the ids of the organizations that the role was given
 * in: without any the user does not hold the role.
 */
export function readRoles(value: unknown): Roles {
  const roles = new Map<string, { own: boolean; organizationIds: Set<string> }>()
  for (const item of typeof value === 'string' ? words(value) : [value].flat()) {
    if (typeof item === 'string') reachOf(item).own = true
    else if (isRecord(item)) addGiven(item)
  }
  return roles

  function addGiven(given: Readonly<Record<string, unknown>>) {
    for (const [role, organizations] of Object.entries(given)) {
      const ids = isRecord(organizations) ? Object.keys(organizations) : []
      for (const id of ids) reachOf(role).organizationIds.add(id)
    }
  }

  function reachOf(role: string) {
    const known = roles.get(role) ?? { own: false, organizationIds: new Set<string>() }
    roles.set(role, known)
    return known
  }
}

/** The words of a text that are separated by spaces. */
export function words(text: string): string[] {
  return text.split(' ').filter(word => word !== '')
}
