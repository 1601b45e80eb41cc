import type { Plan } from '../arguments.ts'
import type { Contender } from '../contenders/contender.ts'
import { openNaive } from '../contenders/open-naive.ts'
import { openPasslink } from '../contenders/open-passlink.ts'
import type { Sample } from '../results/sample.ts'
import type { Servers } from '../servers/start-servers.ts'

/** What a topic works with: the servers, what is asked for, and where its samples and remarks go. */
export type Context = {
  servers: Servers
  plan: Plan
  add: (sample: Omit<Sample, 'topic'>) => void
  /** A sentence that is printed and written under the topic's table. */
  remark: (text: string) => void
}

/** Runs `work` with the naive side and Passlink on each queue that was asked for, all with nothing in them yet. */
export async function withContenders(
  { servers, plan }: Context,
  work: (contenders: Contender[]) => Promise<void>,
): Promise<void> {
  await servers.redis.empty()
  const contenders: Contender[] = [await openNaive(servers)]
  try {
    for (const backend of plan.backends) contenders.push(await openPasslink(servers, backend))
    await work(contenders)
  } finally {
    for (const contender of contenders) await contender.close()
  }
}
