/** How much of everything a run measures; times are in milliseconds. */
export type Amounts = {
  recordMs: number
  callsMs: number
  /** Connections from which JSON calls come, and which of the other kinds of call are made from them too. */
  connections: number[]
  allKindsOfCalls: boolean
  warmUpMails: number
  mails: number
  workers: number[]
  jobsAtOnce: number[]
  latencyRounds: number
  drainedSizes: number[]
  drainMs: number
  openSizes: number[]
  restoreMs: number
  partMs: number
  links: number
  callsForMemory: number
  callsForMemoryMs: number
}

export const whole: Amounts = {
  recordMs: 3_000,
  callsMs: 5_000,
  connections: [1, 50, 500],
  allKindsOfCalls: true,
  warmUpMails: 2_000,
  mails: 3_000,
  workers: [1, 2],
  jobsAtOnce: [20, 100],
  latencyRounds: 3,
  drainedSizes: [10_000, 100_000, 1_000_000],
  drainMs: 15_000,
  openSizes: [100_000, 1_000_000],
  restoreMs: 30_000,
  partMs: 4_000,
  links: 10_000,
  callsForMemory: 1_000_000,
  callsForMemoryMs: 600_000,
}

export const quick: Amounts = {
  recordMs: 1_000,
  callsMs: 2_500,
  connections: [1, 50],
  allKindsOfCalls: false,
  warmUpMails: 300,
  mails: 1_000,
  workers: [1],
  jobsAtOnce: [20],
  latencyRounds: 0,
  drainedSizes: [10_000],
  drainMs: 5_000,
  openSizes: [10_000],
  restoreMs: 10_000,
  partMs: 1_500,
  links: 1_000,
  callsForMemory: 10_000,
  callsForMemoryMs: 10_000,
}
