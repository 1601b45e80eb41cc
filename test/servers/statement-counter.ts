import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP proxy to Postgres that counts the statements that are executed through it. `take` returns the count and resets it. */
export type StatementCounter = { url: string; take: () => number; close: () => Promise<void> }

/** Opens a counter in front of the Postgres at `url`; `counter.url` is that URL with the counter's address. */
export async function openStatementCounter(url: string): Promise<StatementCounter> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let count = 0
  const server = createServer(client => {
    const postgres = connect(Number(target.port), target.hostname)
    const countIn = createReader(() => {
      count += 1
    })
    client.on('data', countIn).pipe(postgres).pipe(client)
    for (const socket of [client, postgres]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${(server.address() as AddressInfo).port}` }).href,
    take() {
      const taken = count
      count = 0
      return taken
    },
    async close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

const simpleQuery = 'Q'.charCodeAt(0)
const execute = 'E'.charCodeAt(0)

/**
 * Reads the messages of a client (PostgreSQL protocol 3, section Message Formats): a type, except in the startup message, and a
 * length that includes itself. Calls `onStatement` for each Query and Execute.
 */
function createReader(onStatement: () => void): (chunk: Buffer) => void {
  let received = Buffer.alloc(0)
  let typeLength = 0
  return chunk => {
    received = Buffer.concat([received, chunk])
    while (received.length >= typeLength + 4) {
      const end = typeLength + received.readUInt32BE(typeLength)
      if (received.length < end) return
      if (typeLength === 1 && (received[0] === simpleQuery || received[0] === execute)) onStatement()
      received = received.subarray(end)
      typeLength = 1
    }
  }
}
