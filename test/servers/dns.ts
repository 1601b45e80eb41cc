import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { decode, encode } from 'dns-packet'

type Records = { txt?: string[]; mx?: string[]; a?: string[] }

/** A DNS server on 127.0.0.1 with the records of a test, by name. A name without records does not exist. */
export async function startDns(zone: Record<string, Records>) {
  const socket = createSocket('udp4')
  socket.on('message', (message, { address, port }) => {
    const query = decode(message)
    const [question] = query.questions ?? []
    const name = question?.name ?? ''
    const records = zone[name]
    const answers = answersOf(name, question?.type ?? '', records)
    const flags = 0x8000 | (records ? 0 : 3)
    socket.send(
      encode({ type: 'response', id: query.id ?? 0, flags, questions: query.questions ?? [], answers }),
      port,
      address,
    )
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { address: `127.0.0.1:${socket.address().port}`, stop: () => socket.close() }
}

function answersOf(name: string, type: string, { txt = [], mx = [], a = [] }: Records = {}) {
  switch (type) {
    // A string of a TXT record has 255 bytes at most.
    case 'TXT':
      return txt.map(text => ({ type, name, data: text.match(/.{1,255}/gs) ?? [''] }) as const)
    case 'MX':
      return mx.map(exchange => ({ type, name, data: { preference: 10, exchange } }) as const)
    case 'A':
      return a.map(data => ({ type, name, data }) as const)
    default:
      return []
  }
}
