import { afterAll, beforeAll, expect, test } from 'vitest'
import { dumpDatabase } from '../dump.ts'
import { codeOf, linkInState } from '../link-in-state.ts'
import { createLogLines } from '../log-lines.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink, createSteps } from '../redeem-steps.ts'

let passlink: Passlink
const { log, lines } = createLogLines()
beforeAll(async () => {
  passlink = await createLocalhostPasslink({}, log)
  await passlink.startRedeem()
})
afterAll(() => passlink?.stop())

test('a code is in no log, table or answer, however it was used', async () => {
  const steps = createSteps(passlink)
  const linkId = await linkInState(passlink.database, 'open')
  const code = codeOf(passlink, linkId)
  const wrong = codeOf(passlink, await linkInState(passlink.database, 'open'))
  const registration = await steps.register(linkId)
  const answers = [
    await steps.options(linkId),
    await steps.options(linkId, wrong),
    await steps.complete(linkId, { ...registration, id: code }),
    await steps.complete(linkId, registration),
    await steps.rename(linkId, registration.id, 'Phone'),
    await steps.rename(linkId, registration.id, ''),
    await steps.options(linkId),
    await steps.post(`/l/${linkId}/options`, `{ "code": "${code}"`),
    await steps.post(`/l/${linkId}/options`, { code: [code] }),
    await steps.post(`/l/${linkId}/options`, { code }, { 'sec-fetch-site': 'cross-site' }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 400, 200, 200, 400, 410, 400, 400, 403])
  for (const mangled of [`%23${code}`, `%2523${code}`, `/%23${code}`, `/options%23${code}`])
    await fetch(`${steps.url}/l/${linkId}${mangled}`)
  const dump = [...(await dumpDatabase(passlink.database)).values()].join('\n')
  expect(dump).toContain('Phone')
  const logged = lines.join('\n')
  expect(logged).toContain(linkId)
  const answered = answers.map(({ headers, body }) => JSON.stringify([[...headers], body])).join('\n')
  for (const secret of [code, wrong])
    for (const text of [dump, logged, answered]) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(Buffer.from(secret, 'base64url').toString('hex'))
    }
})
