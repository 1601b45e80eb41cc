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
const leave = (code: number) => void cleanUp.run().finally(() => process.exit(code))
process.once('SIGINT', () => leave(1)).once('SIGTERM', () => leave(1))
process.on('unhandledRejection', error => {
  console.error(error)
  leave(1)
})

run().then(leave, error => {
  console.error(error)
  leave(1)
})

/** Measures what the plan says, topic by topic; resolves to the exit code. */
async function run(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'passlink-bench-'))
  cleanUp.add(() => rm(directory, { recursive: true, force: true }))
  const servers = await startServers(directory, cleanUp)
  const sections: Partial<Record<Topic, string>> = {}
  for (const topic of plan.topics) {
    try {
      sections[topic] = await runTopic(topic, servers)
    } catch (error) {
      console.error(`${topic} was not measured:`, error)
    }
  }
  await writeFile(documentFile, replaceSections(await readFile(documentFile, 'utf8'), sections))
  for (const topic of plan.topics)
    if (sections[topic]) console.log(`\n### ${titles[topic]}\n\n${sections[topic]}`)
  const missing = plan.topics.filter(topic => !sections[topic])
  console.log(
    `\nwritten to docs/performance.md${missing.length > 0 ? `, without ${missing.join(', ')}` : ''}`,
  )
  return missing.length > 0 ? 1 : 0
}

async function runTopic(topic: Topic, servers: Servers): Promise<string> {
  const samples: Sample[] = []
  const remarks = new Set<string>()
  console.log(`\n${titles[topic]}`)
  await measure[topic]({
    servers,
    plan,
    add(sample) {
      samples.push({ topic, ...sample })
      console.log(`  ${sample.side}: ${sample.what}: ${format(sample.value)} ${sample.unit}`)
    },
    remark(text) {
      remarks.add(text)
      console.log(`  ${text}`)
    },
  })
  return [renderTopic(samples), ...remarks, describeRun(plan, servers)].join('\n\n')
}

function readOrExit(args: string[]): Plan {
  try {
    return readArguments(args)
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`)
    process.exit(2)
  }
}
