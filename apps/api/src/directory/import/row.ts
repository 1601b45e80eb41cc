/** What a file says of one person, or why that cannot be told, with the number of the line it begins on. */
export type Row = { line: number; values: Record<string, unknown> } | { line: number; problem: string }

/** The fields of a person in a file. */
export const columns = [
  'id',
  'organizationId',
  'organizationName',
  'email',
  'emailVerified',
  'displayName',
  'language',
] as const
