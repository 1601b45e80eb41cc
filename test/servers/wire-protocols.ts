/** Counts the requests of a client, how many answers they will have, and the answers of the server. */
type Reader = {
  readRequests: (chunk: Buffer) => { requests: number; answersDue: number }
  readAnswers: (chunk: Buffer) => number
}

export type Protocol = keyof typeof protocols

export const protocols = { postgres: readPostgres, redis: readRedis, smtp: readSmtp }

/** PostgreSQL protocol 3: a Query or an Execute is a request, and a Query or a Sync is answered by a ReadyForQuery. */
function readPostgres(): Reader {
  // The startup message has no type.
  const clients = createMessageReader(0)
  const servers = createMessageReader(1)
  return {
    readRequests(chunk) {
      const types = clients(chunk)
      return { requests: count(types, 'QE'), answersDue: count(types, 'QS') }
    },
    readAnswers: chunk => count(servers(chunk), 'Z'),
  }
}

const count = (types: string[], counted: string) => types.filter(type => counted.includes(type)).length

/** Reads messages, each with a type and a length that includes itself, and returns the types of those that are complete. */
function createMessageReader(firstTypeLength: 0 | 1): (chunk: Buffer) => string[] {
  let received = Buffer.alloc(0)
  let typeLength: number = firstTypeLength
  return chunk => {
    const types: string[] = []
    received = Buffer.concat([received, chunk])
    while (received.length >= typeLength + 4) {
      const end = typeLength + received.readUInt32BE(typeLength)
      if (received.length < end) break
      types.push(typeLength === 1 ? String.fromCharCode(received[0] as number) : '')
      received = received.subarray(end)
      typeLength = 1
    }
    return types
  }
}

/** RESP: a command is an array of bulk strings. Answers are not told apart: a chunk counts as the answer to everything. */
function readRedis(): Reader {
  return {
    readRequests(chunk) {
      const requests = chunk.toString('latin1').match(/(?:^|\r\n)\*\d+\r\n\$/g)?.length ?? 0
      return { requests, answersDue: 1 }
    },
    readAnswers: () => Number.POSITIVE_INFINITY,
  }
}

/** SMTP: each chunk is a request. */
function readSmtp(): Reader {
  return {
    readRequests: () => ({ requests: 1, answersDue: 1 }),
    readAnswers: () => Number.POSITIVE_INFINITY,
  }
}
