import { sources } from '@passlink/programs'
import { expect, test } from 'vitest'
import { services } from '../compose.ts'
import { read } from './operations.ts'

const [, section = ''] = read('docs/processes.md').split("## Operators' commands\n")
const [own = ''] = section.split('\n## ')
const commands = Object.entries(sources).flatMap(([name, source]) =>
  source.startsWith('apps/cli/') ? [name] : [],
)

test("docs/processes.md names every command of apps/cli, each of which a checkout has as npm's", () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  expect(commands.length).toBeGreaterThan(4)
  for (const name of commands) {
    expect(scripts).toHaveProperty(name)
    expect(own, name).toMatch(new RegExp(`\`(npm run )?${name}\``))
  }
})

test('where there is no npm a command is run in a service that has the database and the queue, or with files that units read', () => {
  const run = [...own.matchAll(/docker compose (?:exec|run --rm(?: -v \S+)?) (\w+) node/g)].map(
    ([, name]) => name,
  )
  expect(new Set(run)).toEqual(new Set(['dashboard']))
  expect(Object.keys(services.dashboard?.environment ?? {})).toEqual(
    expect.arrayContaining(['DATABASE_URL', 'DIRECT_DATABASE_URL', 'REDIS_URL', 'QUEUE_PREFIX']),
  )
  const unit = read('docs/operations/systemd/passlink-dashboard.service')
  const files = [...own.matchAll(/[A-Z_]+_FILE=\/etc\/passlink\/credentials\/([\w-]+)/g)].map(
    ([, name]) => name,
  )
  expect(new Set(files)).toEqual(new Set(['database-url', 'redis-url']))
  for (const name of files) expect(unit).toContain(`LoadCredential=${name}:/etc/passlink/credentials/${name}`)
})

test('the pages that an operator reads in distress lead there', () => {
  for (const page of ['backup', 'containers', 'kubernetes', 'systemd', 'metrics'])
    expect(read(`docs/${page}.md`), page).toContain('processes.md#operators-commands')
})
