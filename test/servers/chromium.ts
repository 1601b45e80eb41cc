import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const hint = 'Provide one with: sudo apt-get install -y chromium'
// The shell, which draws nothing on a screen, takes half the processor time.
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']

/** The path of the browser to test with, if one is installed. Otherwise warns, or throws in CI. */
export function findChromium(): string | undefined {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap(folder => names.map(name => join(folder, name)))
    .find(existsSync)
  if (!path && process.env.CI) throw new Error(`no Chromium on PATH. ${hint}`)
  if (!path) console.warn(`\n  SKIPPED: every test in a browser, because there is none. ${hint}\n`)
  return path
}

export function openChromium(executablePath: string, switches: string[] = []): Promise<Browser> {
  // Chromium's sandbox does not work for root, such as in a container.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args: [...args, ...switches] })
}
