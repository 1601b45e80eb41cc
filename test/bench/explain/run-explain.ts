import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '@passlink/local'
import { migrateQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { migrate } from '@passlink/store'
import postgres from 'postgres'
import type { CleanUp } from '../../chaos/clean-up.ts'
import { freePort } from '../../servers/free-port.ts'
import { describeMachine } from '../machine.ts'
import { explainEverything } from './explain-everything.ts'
import { fill } from './fill.ts'
import { problemsOf } from './judge.ts'
import { describeProblems, renderSection } from './report.ts'

/**
 * Fills a Postgres of its own with so many links, explains every statement of every app, and prints what it found. Resolves to
 * the section of docs/performance.md, and whether every statement passed.
 */
export async function runExplain(
  links: number,
  command: string,
  cleanUp: CleanUp,
): Promise<{ section: string; passed: boolean }> {
  const directory = await mkdtemp(join(tmpdir(), 'passlink-explain-'))
  cleanUp.add(() => rm(directory, { recursive: true, force: true }))
  const server = await openPostgres({ directory, port: await freePort(), durable: false })
  cleanUp.add(() => server.stop())
  const address = readDatabaseUrl(server.url)
  await migrate(address)
  await migrateQueue(address)
  const begun = performance.now()
  const seconds = () => (performance.now() - begun) / 1_000
  const facts = await fillAndMeasure(server.url, links, step =>
    console.log(`  ${seconds().toFixed(0)} s: ${step}`),
  )
  const fillSeconds = seconds()
  console.log(`  ${fillSeconds.toFixed(0)} s: every call of the store`)
  const found = await explainEverything(server.url)
  const problems = problemsOf(found)
  console.log(describeProblems(problems))
  const machine = [
    `\`${command}\``,
    new Date().toISOString().slice(0, 10),
    describeMachine(facts.version),
  ].join(' · ')
  const section = renderSection(found, problems, {
    links,
    fillSeconds,
    seconds: seconds() - fillSeconds,
    ...facts,
    machine,
  })
  return { section, passed: problems.length === 0 }
}

async function fillAndMeasure(url: string, links: number, say: (step: string) => void) {
  const sql = postgres(url, { max: 2, onnotice: () => {} })
  try {
    await fill(sql, links, say)
    const [row] = await sql<{ version: string; bytes: number }[]>`
      select current_setting('server_version') as version, pg_database_size(current_database())::float8 as bytes`
    return row ?? { version: '', bytes: 0 }
  } finally {
    await sql.end()
  }
}
