import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { UnusableArgument } from './unusable-argument.ts'

/** Reads a text file. Throws {@link UnusableArgument} if that fails. */
export const readText = (path: string): Promise<string> =>
  orUnusable(path, 'cannot be read', readFile(path, 'utf8'))

/** Reads a text file; undefined if there is none. Throws {@link UnusableArgument} if that fails. */
export async function readTextIfAny(path: string): Promise<string | undefined> {
  return existsSync(path) ? readText(path) : undefined
}

/** Writes a text file; replaces an earlier one. Throws {@link UnusableArgument} if that fails. */
export const writeText = (path: string, text: string): Promise<void> =>
  orUnusable(path, 'cannot be written', writeFile(path, text))

/** Writes a text file that must not exist. Throws {@link UnusableArgument} if it does, or if that fails. */
export const writeNew = (path: string, text: string): Promise<void> =>
  orUnusable(path, 'cannot be written', writeFile(path, text, { flag: 'wx' }))

/**
 * Replaces a text file atomically: whoever reads it meanwhile gets the old or the new text. Throws
 * {@link UnusableArgument} if that fails; the file is then unchanged.
 */
export async function replaceText(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.new`
  try {
    await orUnusable(path, 'cannot be written', writeFile(beside, text))
    await orUnusable(path, 'cannot be written', rename(beside, path))
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

/** Makes a folder, unless it exists. Throws {@link UnusableArgument} if that fails. */
export async function makeFolder(path: string): Promise<void> {
  await orUnusable(path, 'cannot be made', mkdir(path, { recursive: true }))
}

async function orUnusable<Result>(path: string, problem: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw new UnusableArgument(`${path}: ${problem} (${(error as NodeJS.ErrnoException).code})`)
  }
}
