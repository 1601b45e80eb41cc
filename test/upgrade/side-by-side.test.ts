import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends } from '../passlink.ts'
import { type Release, unpackRelease } from '../releases/release.ts'
import { startCalls, tellings } from './calls.ts'
import { type Apps, type Installation, openInstallation } from './installation.ts'

const previousRelease = 'f731ffa'

let release: Release
let installation: Installation | undefined
beforeAll(async () => {
  release = await unpackRelease(previousRelease)
})
afterEach(async () => {
  await installation?.stop()
  installation = undefined
})
afterAll(() => release?.remove())

type Result = Awaited<ReturnType<Installation['results']>>[number]

const ways = [
  { askedBy: 'previous', sentBy: ['previous'] },
  { askedBy: 'previous', sentBy: ['today'] },
  { askedBy: 'today', sentBy: ['previous'] },
  { askedBy: 'today', sentBy: ['today'] },
]

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  test.runIf(available)(
    'while tables are migrated the previous release goes on, and beside that of today each mail is sent once by either, and its link redeemed by either',
    { timeout: 180_000 },
    async () => {
      installation = await openInstallation(backend, release)
      const previous = await installation.startPrevious()
      const calls = startCalls(installation, previous)
      await calls.again()
      await installation.migrate()
      await calls.again()
      let answered = await calls.stop()

      const today = await installation.startToday()
      let results = await installation.results()
      for (
        let round = 0;
        round < 10 && !ways.every(way => results.some(result => matches(result, way)));
        round++
      ) {
        const asking = [previous, today].flatMap(apps => Array<Apps>(8).fill(apps))
        await Promise.all(asking.map(installation.ask))
        answered += asking.length
        results = await installation.results()
      }
      for (const way of ways) expect(results).toContainEqual(expect.objectContaining(way))

      for (const [asked, apps] of [
        [{ askedBy: 'previous', sentBy: ['today'] }, previous],
        [{ askedBy: 'today', sentBy: ['previous'] }, today],
      ] as const)
        await redeem(apps, results, asked)
      const ended = await installation.results()
      expect(ended.filter(({ kind }) => kind === 'link')).toHaveLength(answered)
      for (const { kind, sentBy, ...row } of ended)
        expect({ ...row, mails: kind === 'webhook' ? 1 : sentBy.length }).toMatchObject(once)
      expect(await tellings(installation)).toEqual({ told: 'each once', passkeys: 2 })
      await previous.stop()
    },
  )

  test.runIf(available)(
    'the previous release, started again on the tables of today, sends what today’s recorded, tried and put off, and redeems it',
    { timeout: 180_000 },
    async () => {
      installation = await openInstallation(backend, release)
      await installation.migrate()
      const { relay } = installation
      const today = await installation.startToday()
      relay.script.rcpt.push('550 5.7.1 refused')
      await installation.ask(today)
      await installation.results()
      await installation.ask(today)
      await redeem(today, await installation.results(), { sentBy: ['today'] })
      await installation.results()

      relay.script.rcpt.push('451 4.7.1 later')
      await installation.ask(today)
      await eventually(() => expect(relay.script.rcpt).toEqual([]))
      relay.script.message.push('drop')
      await installation.ask(today)
      await eventually(() => expect(relay.script.message).toEqual([]))
      await today.stopWorker()
      for (let n = 0; n < 3; n++) await installation.ask(today)
      await today.stop()

      const previous = await installation.startPrevious()
      await installation.ask(previous)
      const ended = await installation.results()
      const links = ended.filter(({ kind }) => kind === 'link')
      expect(links.map(({ outcomes, sentBy }) => ({ outcomes, sentBy }))).toEqual([
        { outcomes: ['rejected'], sentBy: [] },
        { outcomes: ['accepted'], sentBy: ['today'] },
        { outcomes: ['deferred', 'accepted'], sentBy: ['previous'] },
        { outcomes: ['unknown', 'accepted'], sentBy: ['today', 'previous'] },
        ...Array(4).fill({ outcomes: ['accepted'], sentBy: ['previous'] }),
      ])
      await redeem(previous, links.slice(-1), { sentBy: ['previous'] })
      await installation.results()
      expect(await tellings(installation)).toEqual({ told: 'each once', passkeys: 2 })
      await previous.stop()
    },
  )
})

const once = { status: 'sent', outcomes: ['accepted'], mails: 1 }

/** Redeems a link, of one of the mails that are `like` this. */
async function redeem({ steps }: Apps, results: Result[], like: object): Promise<void> {
  const [found] = results.filter(result => result.kind === 'link' && matches(result, like))
  const linkId = found?.linkId ?? ''
  expect(await steps.complete(linkId, await steps.register(linkId))).toMatchObject({ status: 200 })
}

const matches = (result: object, like: object) =>
  JSON.stringify({ ...result, ...like }) === JSON.stringify(result)
