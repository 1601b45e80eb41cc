import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { sources } from '@passlink/programs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { post } from '../call.ts'
import { readProject } from '../compose.ts'
import { eventually } from '../eventually.ts'
import { mailedLink } from '../mailed-link.ts'
import { askDashboard } from '../operator.ts'
import { requestLinkForAlice } from '../passlink.ts'
import { deliveriesThatAre } from '../records.ts'
import { createRegistration } from '../registration.ts'
import { type ContainerName, type Containers, containerNames, createContainers } from './containers.ts'
import { createImage, type Image } from './image.ts'

let image: Image
let containers: Containers
beforeAll(async () => {
  image = await createImage()
  containers = await createContainers(image)
})
afterAll(async () => {
  await containers?.remove()
  await image?.remove()
})

/** All that the image may have. */
const allowed = [
  /^(LICENSE|healthcheck|sbom\.json)$/,
  /^apps\/(api|worker|redeem|bounces|dashboard)\/dist\/(\1|tracing)\.mjs$/,
  /^apps\/cli\/dist\/[a-z-]+\.mjs$/,
  /^apps\/api\/src\/docs\/start\.js$/,
  /^apps\/redeem\/src\/page\/(gen\/page\.js|page\.css|no-script\.css)$/,
  /^apps\/dashboard\/src\/([a-z-]+\/)+[a-z-]+\.(css|js)$/,
  /^packages\/store\/migrations\/(\d{4}_\w+\.sql|meta\/_journal\.json)$/,
  /^node_modules\/@bull-board\/ui\/(package\.json|dist\/.+)$/,
  /^node_modules\/swagger-ui-dist\/(package\.json|swagger-ui\.css|swagger-ui-bundle\.js|.*LICENSE.*|NOTICE)$/,
]

test('the image has every program, the files that they read, and nothing else: no sources, tests, compilers or packages for developing', () => {
  const entries = readdirSync(image.folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const paths = files.map(path => relative(image.folder, path))
  expect(paths.filter(path => !allowed.some(pattern => pattern.test(path)))).toEqual([])
  expect(entries.filter(entry => !entry.isFile() && !entry.isDirectory())).toEqual([])
  const bundles = paths.filter(path => path.endsWith('.mjs')).map(path => path.replace(/.*\/|\.mjs$/g, ''))
  const programs = [...Object.keys(sources), ...containerNames.map(() => 'tracing')]
  expect(bundles.sort()).toEqual(programs.sort())
  const migrations = readdirSync(new URL('../../packages/store/migrations', import.meta.url))
  expect(paths.filter(path => path.endsWith('.sql'))).toHaveLength(migrations.length - 1)
  const mebibytes = files.reduce((sum, path) => sum + statSync(path).size, 0) / 2 ** 20
  expect(mebibytes).toBeLessThan(80)
})

test('the programs run with the Node of the image where the gate provides it, and cannot write a file', () => {
  const version = image.version()
  console.log(`  the image's programs run with Node ${version}`)
  const isOurs = process.env.PASSLINK_IMAGE_NODE === undefined
  expect(version).toBe(
    isOurs ? process.version : `v${/^ARG NODE_IMAGE=node:([\d.]+)-/m.exec(readProject('Dockerfile'))?.[1]}`,
  )
  if (!isOurs) expect(version).toMatch(/^v24\./)
  // The gate must provide it wherever there is one.
  if (process.env.CI && process.platform === 'linux' && process.arch === 'x64') expect(isOurs).toBe(false)
  expect(image.isWritable()).toBe(false)
})

test('an empty database is migrated, and then every app becomes healthy, as compose asks', async () => {
  const migrated = await containers.start('migrate').ended
  expect(migrated).toMatchObject({ code: 0, stdout: expect.stringContaining('up to date'), stderr: '' })
  expect(await containers.health('api')).not.toBe(0)
  for (const name of containerNames) containers.start(name)
  for (const name of containerNames)
    await eventually(async () => expect(await containers.health(name)).toBe(0), 50_000)
}, 60_000)

test('a call is answered, its mail arrives, its link opens, and a passkey is stored', async () => {
  const { passlink, at } = containers
  await requestLinkForAlice(passlink, at('api'))
  const link = await eventually(() => new URL(mailedLink(passlink.relay.mails[0]) as string))
  await expectPage('redeem', link.pathname, 2)

  const step = (name: string, body: object) =>
    post(at('redeem'), {
      path: `${link.pathname}/${name}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: link.hash.slice(1), ...body }),
    })
  const { options } = (await (await step('options', {})).json()) as { options: { challenge: string } }
  const response = createRegistration({ ...options, origin: link.origin, rpId: link.hostname })
  expect((await step('passkey', { response })).status).toBe(200)
  expect(await passlink.database.sql`select user_id from passkeys`).toMatchObject([{ user_id: 'alice' }])
  // Of the link and of the notice.
  await deliveriesThatAre('sent', 2, passlink.database)
})

test('the reference page of the API and the Bull board arrive with their files, which are those of packages', async () => {
  await expectPage('api', '/docs', 3)
  await expectPage('dashboard', '/queues', 4)
})

/** A page arrives, with at least so many scripts and styles. */
async function expectPage(app: ContainerName, path: string, count: number) {
  const ask = (wanted: string) => askDashboard(containers.at(app), wanted)
  const page = await (await ask(path)).text()
  const files = [...page.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(
    ([, file = '']) => new URL(file, `http://localhost${path}/`).pathname,
  )
  expect(files.length).toBeGreaterThanOrEqual(count)
  for (const file of files) {
    const response = await ask(file)
    expect([file, response.status]).toEqual([file, 200])
    expect((await response.text()).length).toBeGreaterThan(0)
  }
}

test('without its database an app is not ready, but alive, and nothing ends it', async () => {
  await containers.gate.shut()
  for (const name of containerNames)
    await eventually(async () => expect(await containers.health(name)).not.toBe(0))
  for (const name of containerNames) expect(await containers.health(name, '/healthz')).toBe(0)
  await containers.gate.open()
  for (const name of containerNames)
    await eventually(async () => expect(await containers.health(name)).toBe(0))
})

test('docker stop: a mail that is being handed over is finished, and every app ends with 0', async () => {
  const { passlink, at, running } = containers
  let answer = (_text: string) => {}
  passlink.relay.script.message.push(
    new Promise(resolve => {
      answer = resolve
    }),
  )
  await requestLinkForAlice(passlink, at('api'))
  await eventually(() => expect(passlink.relay.script.message).toEqual([]))
  for (const name of containerNames) running(name).stop()
  await eventually(async () => expect(await containers.health('worker')).not.toBe(0))
  answer('250 2.0.0 accepted late')
  const codes = containerNames.map(async name => ({ name, code: (await running(name).ended).code }))
  expect(await Promise.all(codes)).toEqual(containerNames.map(name => ({ name, code: 0 })))
  await deliveriesThatAre('sent', 3, passlink.database)
  expect(passlink.relay.mails).toHaveLength(3)
})
