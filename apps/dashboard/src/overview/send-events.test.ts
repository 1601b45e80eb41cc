import { expect, test, vi } from 'vitest'
import { sendEvents } from './send-events.ts'

/** A client that reads nothing: what is written to it ends when it is cut off. */
function createStalledClient() {
  let end = () => {}
  const cutOff = vi.fn(() => end())
  const writeSSE = () => new Promise<void>(resolve => (end = resolve))
  return { stream: { writeSSE }, cutOff }
}

const options = { readFigures: async () => '<p>', mayLook: async () => true }

test('a client that does not read is cut off after twenty seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const leaving = new AbortController()
  const { stream, cutOff } = createStalledClient()
  const sending = sendEvents(stream, { ...options, cutOff, signal: leaving.signal })
  await vi.advanceTimersByTimeAsync(19_000)
  expect(cutOff).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(cutOff).toHaveBeenCalledOnce()
  vi.useRealTimers()
  leaving.abort()
  await sending
})

test('and at once when the app stops, which does not wait for it', async () => {
  const leaving = new AbortController()
  const { stream, cutOff } = createStalledClient()
  const sending = sendEvents(stream, { ...options, cutOff, signal: leaving.signal })
  setImmediate(() => leaving.abort())
  await sending
  expect(cutOff).toHaveBeenCalledOnce()
})

test('nothing is shown while it is not known whether the session goes on', async () => {
  const leaving = new AbortController()
  const sent: string[] = []
  const writeSSE = async ({ event }: { event?: string }) => {
    sent.push(event ?? '')
    leaving.abort()
  }
  const mayLook = () => Promise.reject(new Error('away'))
  await sendEvents({ writeSSE }, { ...options, mayLook, cutOff: () => {}, signal: leaving.signal })
  expect(sent).toEqual(['away'])
})
