import { parseArgs } from 'node:util'

export const usage = `usage: npm run users -- import FILE [--dry-run]

  FILE       people.csv or people.ndjson, or either with .gz behind it
  --dry-run  read and check every line, save nothing (needs no database)`

export type Arguments = { file: string; dryRun: boolean }

/** Parses the command line; undefined if it is invalid. */
export function readArguments(args: string[]): Arguments | undefined {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean', default: false } },
    })
    const [command, file, ...more] = positionals
    if (command !== 'import' || !file || more.length > 0) return undefined
    return { file, dryRun: values['dry-run'] }
  } catch {
    return undefined
  }
}
