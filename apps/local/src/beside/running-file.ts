import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import type { Settings } from '../apps/app-settings.ts'

/** What a running `npm start` tells the commands that run beside it. */
type Running = { pid: number; settings: Settings }

/** Writes the settings of commands, readable by the owner of this process only. `stop` removes them. */
export async function tellCommands(path: string, settings: Settings): Promise<{ stop: () => Promise<void> }> {
  const running: Running = { pid: process.pid, settings }
  const draft = `${path}.${process.pid}`
  await writeFile(draft, JSON.stringify(running), { mode: 0o600 })
  await rename(draft, path)
  return { stop: () => rm(path, { force: true }) }
}

/** The settings that a running process has written, or undefined if there is none. */
export async function readRunning(path: string): Promise<Settings | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const { pid, settings } = JSON.parse(text) as Running
  return isAlive(pid) ? settings : undefined
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
