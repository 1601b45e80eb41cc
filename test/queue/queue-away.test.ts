import { openQueue, QueueAway } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { backends } from '../passlink.ts'
import { openTestQueue, type TestQueue } from '../queue.ts'
import { type Gate, openGate } from '../servers/gate.ts'

const nothing = { added: 0, failed: [] }
const delivery = (deliveryId: string) => ({ deliveryId, dueInMs: 0 })

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let direct: TestQueue
  let gate: Gate
  let queue: ReturnType<typeof openQueue>
  afterEach(async () => {
    await queue?.close()
    await gate?.shut()
    await direct?.close()
  })

  async function start() {
    direct = await openTestQueue(backend)
    gate = await openGate(direct.settings.redisUrl ?? direct.url)
  }

  function open() {
    const server = direct.settings.redisUrl ? { redisUrl: gate.url } : { database: readDatabaseUrl(gate.url) }
    queue = openQueue({ ...direct.settings, ...server })
  }

  test.runIf(available)(
    'while its server is away a queue rejects each call with QueueAway, and works again when it is back',
    async () => {
      await start()
      open()
      await queue.enqueue([delivery('a')])
      await gate.shut()
      await eventually(() => expect(queue.ping()).rejects.toBeInstanceOf(QueueAway))
      await expect(queue.enqueue([delivery('b')])).rejects.toBeInstanceOf(QueueAway)
      await expect(queue.enqueueMissing([delivery('b')])).rejects.toBeInstanceOf(QueueAway)
      await expect(queue.readMark()).rejects.toBeInstanceOf(QueueAway)

      await gate.open()
      await eventually(() => queue.enqueue([delivery('c')]))
      expect(await direct.queue.enqueueMissing([delivery('a'), delivery('c')])).toEqual(nothing)
      expect(await queue.enqueueMissing([delivery('a'), delivery('c')])).toEqual(nothing)
    },
  )

  test.runIf(available)('a queue that is opened while its server is away works when it is up', async () => {
    await start()
    await gate.shut()
    open()
    await expect(queue.enqueue([delivery('a')])).rejects.toBeInstanceOf(QueueAway)

    await gate.open()
    await eventually(() => queue.enqueue([delivery('b')]))
    expect(await direct.queue.enqueueMissing([delivery('b')])).toEqual(nothing)
  })

  test.runIf(available)('a queue can be closed while its server is away', async () => {
    await start()
    open()
    await queue.enqueue([delivery('a')])
    await gate.shut()
    await queue.close()
  })
})
