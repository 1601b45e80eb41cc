/** Fetches a text. Rejects if that fails. */
export type FetchText = (url: string) => Promise<string>

const bytesMax = 65_536

/**
 * Fetches texts of at most 64 KiB with GET, each within `limitMs`. Rejects if there is more or it takes longer, if the
 * status is not 200, and at a redirect, which is not followed.
 */
export function createFetchText(limitMs = 5_000): FetchText {
  return async url => {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(limitMs) })
    if (response.status !== 200) throw new Error(`answered ${response.status}`)
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length
      // Leaving the loop cancels the rest.
      if (bytes > bytesMax) throw new Error(`answered with more than ${bytesMax} bytes`)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString()
  }
}
