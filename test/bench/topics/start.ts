import { setTimeout as pause } from 'node:timers/promises'
import type { AppName, Contender } from '../contenders/contender.ts'
import { readProcesses, residentMiB, sumTree } from '../processes/processor-time.ts'
import { type Context, withContenders } from './context.ts'

const idleMs = 3_000

/** How long each app takes from its start to `/readyz`, and what memory it holds when idle. */
export async function measureStart(context: Context): Promise<void> {
  const { plan } = context
  await withContenders(context, async contenders => {
    for (let round = 0; round < plan.rounds; round += 1)
      for (const name of ['api', 'worker', 'redeem', 'dashboard'] as const)
        for (const contender of contenders) if (has(contender, name)) await measure(context, contender, name)
  })
}

const has = ({ side }: Contender, name: AppName) => side !== 'naive' || name === 'api' || name === 'worker'

async function measure({ add }: Context, { side, startApp }: Contender, name: AppName): Promise<void> {
  const app = await startApp(name)
  try {
    const startProcessorMs = sumTree(readProcesses(), app.pid)
    add({ what: `${name}: spawn to ready`, unit: 'ms', side, value: app.startMs })
    add({ what: `${name}: processor time until ready`, unit: 'ms', side, value: startProcessorMs })
    await pause(idleMs)
    add({ what: `${name}: memory when idle`, unit: 'MiB', side, value: residentMiB(app.pid) })
  } finally {
    await app.end()
  }
}
