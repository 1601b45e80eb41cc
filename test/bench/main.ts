import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCleanUp } from '../chaos/clean-up.ts'
import { explainedLinks, type Plan, readArguments, usage } from './arguments.ts'
import { runExplain } from './explain/run-explain.ts'
import { describeRun } from './machine.ts'
import { replaceSections, titles } from './results/document.ts'
import { format } from './results/numbers.ts'
import type { Sample, Topic } from './results/sample.ts'
import { renderTopic } from './results/table.ts'
import { type Servers, startServers } from './servers/start-servers.ts'
import { runSimulate } from './simulate/run-simulate.ts'
import { measure } from './topics/measure.ts'

const documents = { performance: '../../docs/performance.md', scaling: '../../docs/scaling.md' }

const plan = readOrExit(process.argv.slice(2))
const cleanUp = createCleanUp()
let leaving = false
process.once('SIGINT', () => leave(1)).once('SIGTERM', () => leave(1))
process.on('unhandledRejection', fail)

const work = plan.simulate ? simulate() : plan.explain ? explain(plan.explain.links) : run()
work.then(leave, fail)

/** Explains every statement with so many links; resolves to the exit code. */
async function explain(links: number): Promise<number> {
  console.log(`\n${titles.explain}`)
  const { section, passed } = await runExplain(links, plan.command, cleanUp)
  console.log(`\n${section}`)
  // What fewer links show is for whoever asked.
  if (passed && links === explainedLinks) await writeSections('performance', { explain: section })
  return passed ? 0 : 1
}

/** Simulates sites, and small ones that are measured beside; resolves to the exit code. */
async function simulate(): Promise<number> {
  console.log(`\n${titles.simulate}`)
  const { text, passed } = await runSimulate({ directory: await makeDirectory(), ...plan, cleanUp })
  console.log(`\n${text}`)
  if (passed) await writeSections('scaling', { simulate: text })
  return passed ? 0 : 1
}

/** Measures what the plan says, topic by topic; resolves to the exit code. */
async function run(): Promise<number> {
  const servers = await startServers(await makeDirectory(), cleanUp)
  const sections: Partial<Record<Topic, string>> = {}
  const failed: Topic[] = []
  for (const topic of plan.topics) {
    const { section, error } = await runTopic(topic, servers)
    if (leaving) throw error
    if (section) sections[topic] = section
    if (error) failed.push(topic)
  }
  await writeSections('performance', sections)
  for (const topic of plan.topics)
    if (sections[topic]) console.log(`\n### ${titles[topic]}\n\n${sections[topic]}`)
  console.log(
    `\nwritten to docs/performance.md${failed.length > 0 ? `, but not all of ${failed.join(', ')}` : ''}`,
  )
  return failed.length > 0 ? 1 : 0
}

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'passlink-bench-'))
  cleanUp.add(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function writeSections(
  document: keyof typeof documents,
  sections: Parameters<typeof replaceSections>[1],
): Promise<void> {
  const file = new URL(documents[document], import.meta.url)
  await writeFile(file, replaceSections(await readFile(file, 'utf8'), sections))
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
