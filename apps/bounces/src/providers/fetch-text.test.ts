import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createFetchText } from './fetch-text.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

test('a text is fetched', async () => {
  const url = await serve((_, response) => response.end('é'.repeat(32_768)))
  expect(await createFetchText()(url)).toBe('é'.repeat(32_768))
})

test('a longer one is not, and the rest of it is not waited for', async () => {
  const url = await serve((_, response) => response.write('x'.repeat(65_537)))
  await expect(createFetchText()(url)).rejects.toThrow('more than 65536 bytes')
})

test('an answer that takes too long is given up, whether it has begun or not', async () => {
  for (const begin of ['', 'x']) {
    const url = await serve((_, response) => {
      if (begin) response.write(begin)
    })
    await expect(createFetchText(50)(url)).rejects.toThrow(/timeout/)
  }
})

test('a redirect is not followed', async () => {
  let requests = 0
  const url = await serve((_, response) => {
    requests += 1
    response.writeHead(302, { location: '/elsewhere' }).end()
  })
  await expect(createFetchText()(url)).rejects.toThrow()
  expect(requests).toBe(1)
})

test.each([404, 500, 204])('%i is no text', async status => {
  const url = await serve((_, response) => response.writeHead(status).end())
  await expect(createFetchText()(url)).rejects.toThrow(`answered ${status}`)
})
