import { runApp } from '@passlink/runtime'
import { crashingLines } from './crashing-lines.ts'

/** An app that logs more than a pipe holds and then crashes. */
await runApp(
  'crashing',
  () => ({ LOG_LEVEL: 'info', STOP_TIMEOUT: 1_000 }),
  async (_config, log) => {
    for (let line = 0; line < crashingLines; line += 1) log.info({ line, text: 'x'.repeat(500) })
    setTimeout(() => {
      throw new Error('broken')
    })
    return { stop: async () => {} }
  },
)
