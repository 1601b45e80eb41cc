import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCleanUp } from '../chaos/clean-up.ts'
import { type Plan, readArguments, usage } from './arguments.ts'
import { describeRun } from './machine.ts'
import { replaceSections, titles } from './results/document.ts'
import { format } from './results/numbers.ts'
import type { Sample, Topic } from './results/sample.ts'
import { renderTopic } from './results/table.ts'
import { type Servers, startServers } from './servers/start-servers.ts'
import { measure } from './topics/measure.ts'

const documentFile = new URL('../../docs/performance.md', import.meta.url)

const plan = readOrExit(process.argv.slice(2))
const cleanUp = createCleanUp()
let leaving = false
process.once('SIGINT', () => leave(1)).once('SIGTERM', () => leave(1))
process.on('unhandledRejection', fail)

run().then(leave, fail)

/** Measures what the plan says, topic by topic; resolves to the exit code. */
async function run(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'passlink-bench-'))
  cleanUp.add(() => rm(directory, { recursive: true, force: true }))
  const servers = await startServers(directory, cleanUp)
  const sections: Partial<Record<Topic, string>> = {}
  const failed: Topic[] = []
  for (const topic of plan.topics) {
    const { section, error } = await runTopic(topic, servers)
    if (leaving) throw error
    if (section) sections[topic] = section
    if (error) failed.push(topic)
  }
  await writeFile(documentFile, replaceSections(await readFile(documentFile, 'utf8'), sections))
  for (const topic of plan.topics)
    if (sections[topic]) console.log(`\n### ${titles[topic]}\n\n${sections[topic]}`)
  console.log(
    `\nwritten to docs/performance.md${failed.length > 0 ? `, but not all of ${failed.join(', ')}` : ''}`,
  )
  return failed.length > 0 ? 1 : 0
}

/** The topic's section, as far as it was measured, and what kept the rest from being so. */
async function runTopic(topic: Topic, servers: Servers): Promise<{ section?: string; error?: unknown }> {
  const samples: Sample[] = []
  const remarks = new Set<string>()
  function add(sample: Omit<Sample, 'topic'>) {
    if (leaving) throw new Error('the run was ended')
    samples.push({ topic, ...sample })
    console.log(`  ${sample.side}: ${sample.what}: ${format(sample.value)} ${sample.unit}`)
  }
  function remark(text: string) {
    remarks.add(text)
    console.log(`  ${text}`)
  }
  console.log(`\n${titles[topic]}`)
  let failure: { error?: unknown } = {}
  try {
    await measure[topic]({ servers, plan, add, remark })
  } catch (error) {
    failure = { error }
    if (!leaving) console.error(error)
    remark('This run broke off before all of it was measured.')
  }
  if (samples.length === 0) return failure
  return { ...failure, section: [renderTopic(samples), ...remarks, describeRun(plan, servers)].join('\n\n') }
}

function leave(code: number) {
  if (leaving) return
  leaving = true
  void cleanUp.run().finally(() => process.exit(code))
}

function fail(error: unknown) {
  if (!leaving) console.error(error)
  leave(1)
}

function readOrExit(args: string[]): Plan {
  try {
    return readArguments(args)
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`)
    process.exit(2)
  }
}
