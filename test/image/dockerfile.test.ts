import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sources } from '@passlink/programs'
import { expect, test } from 'vitest'
import { readProject, services } from '../compose.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const dockerfile = readProject('Dockerfile')

test('every stage has the same Node, of one version and one digest, and what runs is not root', () => {
  expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:24\.\d+\.\d+-[a-z]+-slim@sha256:[0-9a-f]{64}$/m)
  const stages = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)
  expect(stages).toEqual(Array(2).fill('$' + '{NODE_IMAGE}'))
  // By number: Kubernetes cannot tell by a name.
  expect(dockerfile.match(/^USER .*$/gm)).toEqual(['USER 1000:1000'])
})

test('the image is built from every workspace: npm ci needs all of their manifests', () => {
  const workspaces = ['apps', 'packages'].flatMap(folder =>
    readdirSync(join(root, folder)).map(name => `${folder}/${name}`),
  )
  const copied = [...dockerfile.matchAll(/^COPY (\S+)\/package\.json \1\/$/gm)].map(
    ([, workspace]) => workspace,
  )
  expect(copied.sort()).toEqual([...workspaces, 'test'].sort())
})

test('the image has the folder that test/image tries and nothing else, with what compose and the documentation run in it', () => {
  const [, final = ''] = dockerfile.split(/^FROM (?=\S+$)/m)
  expect(final.match(/^(COPY|ADD) .*$/gm)).toEqual(['COPY --from=build /image ./'])
  expect(dockerfile).toMatch(/^RUN npm run image -- \/image$/m)
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.md'),
  )
  const ran = /\bnode (?:\/opt\/passlink\/)?(apps\/\w+\/dist\/[\w-]+\.mjs)/g
  const commands = [
    ...Object.values(services).map(({ command = '' }) => command),
    ...['README.md', ...docs.map(name => join('docs', name))].flatMap(page =>
      [...readProject(page).matchAll(ran)].map(([, program = '']) => `node ${program}`),
    ),
  ].filter(command => command.startsWith('node '))
  expect(commands.length).toBeGreaterThan(5)
  for (const command of commands) {
    const [, workspace = '', program = ''] = /^node (apps\/\w+)\/dist\/([\w-]+)\.mjs\b/.exec(command) ?? [
      command,
    ]
    expect(sources, command).toHaveProperty([program], expect.stringMatching(`^${workspace}/`))
  }
})
