/** The fields of one user in a file, or why they cannot be read, with the number of the line they begin on. */
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
