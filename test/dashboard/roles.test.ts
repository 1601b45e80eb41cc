import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDeadLetter } from '../dead-letters.ts'
import { startSessionOf } from '../operator.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

const roles = ['viewer', 'operator', 'admin'] as const
type Role = (typeof roles)[number]

let passlink: Passlink
let origin: string
const cookies = {} as Record<Role, string>
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  origin = `http://127.0.0.1:${(await passlink.startDashboard()).port}`
  for (const role of roles) cookies[role] = await startSessionOf(passlink.database, role)
})
afterAll(() => passlink?.stop())

function ask(role: Role, method: string, path: string, fields: Record<string, string> = {}) {
  const headers = { cookie: cookies[role], accept: 'text/html' }
  const body = method === 'POST' ? { body: new URLSearchParams(fields) } : {}
  return fetch(`${origin}${path}`, { method, headers, redirect: 'manual', ...body })
}

test.each<[path: string, viewer: number, operator: number, admin: number]>([
  ['/', 200, 200, 200],
  ['/relays', 200, 200, 200],
  ['/pauses/set?scope=mail', 403, 200, 200],
  ['/pauses/set?scope=mails', 403, 400, 400],
  ['/dead-letters', 200, 200, 200],
  ['/deliveries', 200, 200, 200],
  ['/deliveries?q=user:alice', 200, 200, 200],
  ['/organizations', 200, 200, 200],
  ['/organizations/show?id=acme', 200, 200, 200],
  ['/organizations/revoke?id=acme', 403, 200, 200],
  ['/mails', 200, 200, 200],
  ['/mails/html', 200, 200, 200],
  ['/queues', 200, 200, 200],
  ['/queues/queue/deliveries', 200, 200, 200],
  ['/queues/api/queues', 200, 200, 200],
  ['/audit', 403, 403, 200],
  ['/audit?operator=x', 403, 403, 200],
  ['/sessions', 403, 403, 200],
  ['/addresses/show', 403, 403, 404],
  ['/nothing', 404, 404, 404],
])('%s is answered viewers %i, operators %i and admins %i', async (path, ...statuses) => {
  const answers = await Promise.all(roles.map(role => ask(role, 'GET', path)))
  expect(answers.map(({ status }) => status)).toEqual(statuses)
})

test.each<[path: string, fields: Record<string, string>, viewer: number, operator: number, admin: number]>([
  ['/dead-letters/redrive', { id: '01890000-0000-7000-8000-000000000000' }, 403, 303, 303],
  ['/dead-letters/discard', { id: '01890000-0000-7000-8000-000000000000' }, 403, 303, 303],
  ['/pauses/set', { scope: 'webhook', reason: 'x', until: '1s' }, 403, 303, 303],
  ['/pauses/set', { scope: 'mail', reason: '' }, 403, 400, 400],
  ['/pauses/end', { scope: 'webhook' }, 403, 303, 303],
  ['/relays/probe', { name: 'relay:25' }, 403, 303, 303],
  ['/organizations/revoke', { id: 'acme' }, 403, 200, 200],
  ['/suppressions/lift', { user: 'alice' }, 403, 404, 404],
  ['/sessions/end', { id: '0'.repeat(64) }, 403, 403, 303],
  ['/addresses/show', { user: 'alice' }, 403, 403, 200],
  ['/nothing', {}, 403, 404, 404],
  ['/', {}, 403, 404, 404],
])(
  'a change at %s with %j is answered viewers %i, operators %i and admins %i',
  async (path, fields, ...statuses) => {
    const answers = await Promise.all(roles.map(role => ask(role, 'POST', path, fields)))
    expect(answers.map(({ status }) => status)).toEqual(statuses)
  },
)

describe('a viewer', () => {
  test('changes nothing, whatever the method, and is told the role', async () => {
    const id = await createDeadLetter(passlink.database)
    for (const change of ['redrive', 'discard']) {
      const answer = await ask('viewer', 'POST', `/dead-letters/${change}`, { id })
      expect(await answer.text()).toContain('not for the role viewer. Nothing was changed.')
    }
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      expect((await ask('viewer', method, '/dead-letters/redrive')).status).toBe(403)
    const [row] = await passlink.database.sql`select status from deliveries where id = ${id}`
    expect(row?.status).toBe('dead')
  })

  test('is offered no change, and no page that is not for viewers', async () => {
    const id = await createDeadLetter(passlink.database)
    for (const path of ['/dead-letters', `/dead-letters/${id}`]) {
      const seen = await (await ask('viewer', 'GET', path)).text()
      expect(seen).toContain('550 5.1.1')
      expect(seen).not.toMatch(/redrive|discard|checkbox|href="\/audit"|href="\/sessions"/i)
      const changeable = await (await ask('operator', 'GET', path)).text()
      expect(changeable).toMatch(/redrive/)
      expect(changeable).not.toMatch(/href="\/audit"|href="\/sessions"/)
      expect(await (await ask('admin', 'GET', path)).text()).toMatch(/href="\/audit".*href="\/sessions"/)
    }
  })

  test('may sign out', async () => {
    const cookie = await startSessionOf(passlink.database, 'viewer')
    const init = { method: 'POST', headers: { cookie }, redirect: 'manual' } as const
    expect((await fetch(`${origin}/logout`, init)).headers.get('location')).toBe('/login')
    const headers = { cookie, accept: 'text/html' }
    expect((await fetch(`${origin}/mails`, { headers, redirect: 'manual' })).status).toBe(303)
  })
})

test('whoever has the password has the role that DASHBOARD_PASSWORD_ROLE says', async () => {
  passlink.environment.DASHBOARD_PASSWORD_ROLE = 'viewer'
  const { port } = await passlink.startDashboard()
  const headers = { authorization: `Basic ${btoa('operator:correct horse')}` }
  const url = `http://127.0.0.1:${port}/dead-letters`
  expect((await fetch(url, { headers })).status).toBe(200)
  expect((await fetch(`${url}/redrive`, { method: 'POST', headers })).status).toBe(403)
})
