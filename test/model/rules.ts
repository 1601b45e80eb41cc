import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  decideClaim,
  decideDiscard,
  decideExpire,
  decideRedrive,
  decideRenew,
  decideSettle,
} from '@passlink/store'
import { build, type Plugin } from 'esbuild'
import { type GuardOfRules, guardsOfRules } from './guards.ts'

/** What decides about deliveries: the same functions that the apps run on. */
export const rules = { decideClaim, decideDiscard, decideExpire, decideRedrive, decideRenew, decideSettle }

export type Rules = typeof rules

const folder = fileURLToPath(new URL('../../packages/store/src/deliveries/', import.meta.url))

const entry = ['claim', 'discard', 'expire', 'redrive', 'renew', 'settle']
  .map(verb => `export * from './decide-${verb}.ts'`)
  .join('\n')

/** The rules as they would be without this guard: their source with the guard's lines changed. */
export async function rulesWithout(guard: GuardOfRules): Promise<Rules> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: folder },
    bundle: true,
    write: false,
    format: 'esm',
    plugins: [edit(guardsOfRules[guard].edits)],
  })
  const source = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')
  return import(/* @vite-ignore */ `data:text/javascript;base64,${source}`)
}

/** Edits files while they are read; each edit must find its line once. */
function edit(edits: readonly { file: string; from: string; to: string }[]): Plugin {
  return {
    name: 'edit',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        let contents = await readFile(path, 'utf8')
        for (const { file, from, to } of edits) {
          if (file !== basename(path)) continue
          if (contents.split(from).length !== 2) throw new Error(`${file} does not hold this once: ${from}`)
          contents = contents.replace(from, () => to)
        }
        return { contents, loader: 'ts' }
      })
    },
  }
}
