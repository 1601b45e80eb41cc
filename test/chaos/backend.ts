export const backends = ['redis', 'postgres'] as const

/** Where the jobs are kept. */
export type Backend = (typeof backends)[number]
