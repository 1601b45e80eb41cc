export const backends = ['redis', 'postgres'] as const

/** Where the jobs are stored. */
export type Backend = (typeof backends)[number]
