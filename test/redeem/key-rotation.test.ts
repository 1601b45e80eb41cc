import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { mailedLink } from '../mailed-link.ts'
import { createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { deliveriesThatAre } from '../records.ts'

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`
const before = key('2026a', 1)
const after = key('2026b', 2)

/** The status of what redeem answers to the code of a mailed link, with these keys. */
async function open(passlink: Passlink, keys: string, link: string): Promise<number> {
  passlink.environment.LINK_KEYS = keys
  const redeem = await passlink.startRedeem()
  const { pathname, hash } = new URL(link)
  const response = await fetch(`http://127.0.0.1:${redeem.port}${pathname}/options`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: hash.slice(1) }),
  })
  await redeem.stop()
  return response.status
}

test('keys of codes change in the order of docs/security.md without a mailed link that does not open', async () => {
  const passlink = await createPasslink('postgres')
  onTestFinished(passlink.stop)
  const api = await passlink.startApi()

  async function mailLink(keys: string): Promise<string> {
    const worker = await passlink.startWorker({ LINK_KEYS: keys })
    await requestLinkForAlice(passlink, api)
    await deliveriesThatAre('sent', passlink.relay.mails.length + 1, passlink.database)
    await worker.stop()
    return mailedLink(passlink.relay.mails.at(-1)) as string
  }

  const old = await mailLink(before)
  expect(await open(passlink, `${before},${after}`, old)).toBe(200)
  const young = await mailLink(`${after},${before}`)
  expect(await open(passlink, `${before},${after}`, young)).toBe(200)
  expect(await open(passlink, `${after},${before}`, old)).toBe(200)
  expect(await open(passlink, after, young)).toBe(200)
  expect(await open(passlink, after, old)).toBe(404)
  expect(await open(passlink, before, young)).toBe(404)
})

test.each([
  ['which knows the new one already', `${before},${after}`, [200, 200]],
  ['which must not be without the new one: the first mail would not open', before, [404, 200]],
])(
  'a mail whose answer was lost while workers change keys is sent again by another worker, %s',
  async (_, keys, statuses) => {
    const passlink = await createPasslink('postgres')
    onTestFinished(passlink.stop)
    const { relay } = passlink
    let lose = () => {}
    relay.script.message.push(
      new Promise(resolve => {
        lose = () => resolve('drop')
      }),
    )
    const restarted = await passlink.startWorker({ LINK_KEYS: `${after},${before}` })
    await requestLinkForAlice(passlink, await passlink.startApi())
    await eventually(() => expect(relay.script.message).toEqual([]))
    // It takes no more jobs, and finishes this attempt.
    const stopped = restarted.stop()
    lose()
    await stopped
    await passlink.startWorker({ LINK_KEYS: keys })
    await deliveriesThatAre('sent', 1, passlink.database)
    const links = relay.mails.map(mail => mailedLink(mail) as string)
    expect(links).toHaveLength(2)
    const answers = await Promise.all(links.map(link => open(passlink, `${after},${before}`, link)))
    expect(answers).toEqual(statuses)
  },
)
