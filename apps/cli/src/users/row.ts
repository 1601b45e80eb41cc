/** The fields of one user in a file, or the reason why they are invalid, with the number of their first line. */
export type Row = { line: number; values: Record<string, unknown> } | { line: number; problem: string }

/** The fields of a user in a file. */
export const columns = [
  'id',
  'organizationId',
  'organizationName',
  'email',
  'emailVerified',
  'displayName',
  'language',
] as const
