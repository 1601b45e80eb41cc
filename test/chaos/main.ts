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

async function runAndReport(backend: Backend): Promise<{ line: string; passed: boolean }> {
  const directory = await mkdtemp(join(tmpdir(), `passlink-chaos-${backend}-`))
  let keepsEvidence = given.keep
  cleanUp.add(() => rm(keepsEvidence ? join(directory, 'data') : directory, { recursive: true, force: true }))
  try {
    const { facts, endings } = await runBackend({ ...given, backend, directory, cleanUp, print: console.log })
    const account = accountFor(facts)
    const passed = breachesOf(account).length === 0
    keepsEvidence ||= !passed
    console.log(describeRun(account, facts, endings))
    if (!passed) console.log(describeBreaches(account, facts))
    if (keepsEvidence) await writeFile(join(directory, 'facts.json'), JSON.stringify(facts))
    return { line: summarize(backend, account), passed }
  } catch (error) {
    keepsEvidence = true
    throw error
  } finally {
    await cleanUp.run()
    if (keepsEvidence) console.log(`evidence: ${directory}`)
  }
}

console.log(replay)
const results = []
for (const backend of given.backends) results.push(await runAndReport(backend))
console.log(replay)
for (const { line } of results) console.log(line)
process.exit(results.every(({ passed }) => passed) ? 0 : 1)
