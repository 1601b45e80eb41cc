import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const path = '/usr/bin/spamassassin'
const hint = 'Provide it with: sudo apt-get install -y spamassassin'

/** Whether SpamAssassin is installed. Warns if it is not, or throws in CI. */
export function findSpamAssassin(): boolean {
  if (existsSync(path)) return true
  if (process.env.CI) throw new Error(`no SpamAssassin. ${hint}`)
  console.warn(`\n  SKIPPED: the rating of mails, because there is no SpamAssassin. ${hint}\n`)
  return false
}

const exceptions = [
  // Takes a text without spaces, as in Japanese and Thai, for disguised, unless the mail is signed (DKIM), as relays do.
  'score TVD_SPACE_RATIO_MINFP 0',
  // Takes bytes of other scripts, as in Hindi, for disguised letters if the mail also has many of the letter e, as ids have.
  'score MIXED_ES 0',
].join('\n')

/** The points that SpamAssassin gives to each mail, with its reasons, by its rules for texts alone: nothing is asked in the network. */
export async function rate(mails: string[]): Promise<{ points: number; reasons: string }[]> {
  const home = await mkdtemp(join(tmpdir(), 'passlink-spam-'))
  try {
    const mbox = mails
      .map(mail => `From a@b.example Sat Nov 28 10:00:00 2026\n${mail.replace(/\r\n/g, '\n')}\n`)
      .join('')
    const rating = run(path, ['--local', '--mbox', `--cf=${exceptions}`], {
      env: { ...process.env, HOME: home },
      maxBuffer: 2 ** 28,
    })
    rating.child.stdin?.end(mbox)
    const { stdout } = await rating
    return [...stdout.matchAll(/^X-Spam-Status: \w+, score=(-?[\d.]+) ([\s\S]*?)\n(?=\S)/gm)].map(
      ([, points, reasons = '']) => ({ points: Number(points), reasons: reasons.replace(/\s+/g, ' ') }),
    )
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}
