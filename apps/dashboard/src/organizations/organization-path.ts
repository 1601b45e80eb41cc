import { withQuery } from '../frame/with-query.ts'

/** The path of a page of an organization. Its id is in the query, because it may be `..`. */
export function organizationPath(page: 'show' | 'revoke', id: string): string {
  return withQuery(`/organizations/${page}`, { id })
}
