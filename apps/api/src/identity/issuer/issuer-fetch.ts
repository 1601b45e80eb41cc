type Request = { method?: string; headers: Record<string, string>; body?: URLSearchParams | undefined }

/** The part of `fetch` that is used here. */
export type IssuerFetch = (url: string, request: Request) => Promise<Response>

const timeoutMs = 5_000
const bytesMax = 1024 * 1024

/**
 * Sends requests to `origins` only and follows no redirects; the only function in this folder that uses the network.
 * Rejects if the complete answer takes longer than 5 s or is larger than 1 MiB.
 */
export function createIssuerFetch(origins: ReadonlySet<string>): IssuerFetch {
  return async (url, { method = 'GET', headers, body = null }) => {
    const { origin } = new URL(url)
    if (!origins.has(origin)) throw new Error(`${origin} is not an origin of the issuer`)
    const signal = AbortSignal.timeout(timeoutMs)
    const answer = await fetch(url, { method, headers, body, redirect: 'manual', signal })
    const read = await readBounded(answer)
    return new Response(read.length > 0 ? read : null, { status: answer.status, headers: answer.headers })
  }
}

async function readBounded({ body, url }: Response): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > bytesMax) throw new Error(`${url} answers with more than ${bytesMax} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
