import { randomUUID } from 'node:crypto'
import { saveOrganizations, saveUsers } from '@passlink/links'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkInState, linkStates } from '../link-in-state.ts'
import { alice, createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let origin: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  origin = `http://127.0.0.1:${(await passlink.startRedeem()).port}`
})
afterAll(() => passlink?.stop())

test.each([...linkStates, 'unknown', 'notFound'] as const)(
  'the page of a link that is %s is kept by nobody, framed by nobody, and tells no other site where it is',
  async state => {
    const path =
      state === 'notFound'
        ? '/x'
        : `/l/${state === 'unknown' ? randomUUID() : await linkInState(passlink.database, state)}`
    const { headers } = await fetch(`${origin}${path}`)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-type')).toMatch(/^text\/html; charset=utf-8/i)
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("base-uri 'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
  },
)

test('a hostile name of an organization is text', async () => {
  const name = `<script>alert(1)</script><img src=x onerror=alert(1)>"'&{{name}}$&`
  await saveOrganizations(passlink.database.db, [{ id: 'evil', name }])
  await saveUsers(passlink.database.db, [{ ...alice, id: 'eve', organizationId: 'evil' }])
  const eve = { id: 'eve', organizationId: 'evil' }
  const escaped =
    '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;{{name}}$&amp;'
  for (const state of linkStates) {
    const page = await (await fetch(`${origin}/l/${await linkInState(passlink.database, state, eve)}`)).text()
    expect(page).toContain(`<p class="organization">${escaped}</p>`)
    expect(page).not.toMatch(/<script|<img/)
  }
})

test("the page's style is served as a style", async () => {
  const response = await fetch(`${origin}/page.css`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^text\/css/)
})
