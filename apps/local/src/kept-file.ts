import { readFile, rename, writeFile } from 'node:fs/promises'

/** The text of the file; when there is none, what `create` returns, written whole and readable by its owner only. */
export async function readOrCreate(path: string, create: () => string | Promise<string>): Promise<string> {
  const kept = await readFile(path, 'utf8').catch(absent)
  if (kept) return kept
  const text = await create()
  const draft = `${path}.${process.pid}`
  await writeFile(draft, text, { mode: 0o600 })
  await rename(draft, path)
  return text
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
