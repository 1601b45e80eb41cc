import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runAppProcess } from '../app-process.ts'
import { askDashboard } from '../operator.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
beforeAll(async () => {
  passlink = await createPasslink('postgres')
})
afterAll(() => passlink?.stop())

test.each([
  ['/', '/'],
  ['a temporary folder', tmpdir()],
  ['the folder of this test', import.meta.dirname],
])('its page, scripts and styles arrive when it was started in %s', async (_, cwd) => {
  const running = runAppProcess('dashboard', passlink.environment, { cwd })
  const dashboard = { port: await running.listening }
  const page = await askDashboard(dashboard, '/queues')
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toMatch(/^text\/html/)

  const files = [...(await page.text()).matchAll(/(?:src|href)="(static\/[^"]+\.(?:js|css|svg))"/g)]
  expect(files.length).toBeGreaterThan(3)
  for (const [, file] of files) {
    const response = await askDashboard(dashboard, `/queues/${file}`)
    expect([file, response.status]).toEqual([file, 200])
    expect(response.headers.get('content-type')).toMatch(/javascript|css|svg/)
    await response.body?.cancel()
  }
  running.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
})
