import { randomInt } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accountFor, breachesOf } from './accounting/account-for.ts'
import { readArguments } from './arguments.ts'
import type { Backend } from './backend.ts'
import { createCleanUp } from './clean-up.ts'
import { describeBreaches, describeRun, summarize } from './report.ts'
import { runBackend } from './run-backend.ts'

const given = readArguments(process.argv.slice(2), randomInt(2 ** 31))
const { seed, requests, faults } = given
const replay = `seed ${seed}: npm run chaos -- --seed ${seed} --requests ${requests} --faults ${faults}`
const cleanUp = createCleanUp()
const leave = () => void cleanUp.run().finally(() => process.exit(1))
process.once('SIGINT', leave).once('SIGTERM', leave)
process.on('unhandledRejection', error => {
  console.error(error)
  leave()
})

async function putThrough(backend: Backend): Promise<{ line: string; kept: boolean }> {
  const directory = await mkdtemp(join(tmpdir(), `passlink-chaos-${backend}-`))
  let evidence = given.keep
  cleanUp.add(() => rm(evidence ? join(directory, 'data') : directory, { recursive: true, force: true }))
  try {
    const { facts, endings } = await runBackend({ ...given, backend, directory, cleanUp, print: console.log })
    const account = accountFor(facts)
    const kept = breachesOf(account).length === 0
    evidence ||= !kept
    console.log(describeRun(account, facts, endings))
    if (!kept) console.log(describeBreaches(account, facts))
    if (evidence) await writeFile(join(directory, 'facts.json'), JSON.stringify(facts))
    return { line: summarize(backend, account), kept }
  } catch (error) {
    evidence = true
    throw error
  } finally {
    await cleanUp.run()
    if (evidence) console.log(`evidence: ${directory}`)
  }
}

console.log(replay)
const results = []
for (const backend of given.backends) results.push(await putThrough(backend))
console.log(replay)
for (const { line } of results) console.log(line)
process.exit(results.every(({ kept }) => kept) ? 0 : 1)
