import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** One change to the source of a file. */
export type Edit = { file: string; from: string; to: string }

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Imports what these files export, as one module, with their source edited. `files` are named from the root. */
export async function importEdited<Module>(
  files: readonly string[],
  edits: readonly Edit[],
): Promise<Module> {
  const contents = files.map(file => `export * from './${file}'`).join('\n')
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    format: 'esm',
    packages: 'external',
    plugins: [edit(edits)],
  })
  const source = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')
  return import(/* @vite-ignore */ `data:text/javascript;base64,${source}`)
}

/** Edits files while they are read; each edit must find its text once. */
function edit(edits: readonly Edit[]): Plugin {
  return {
    name: 'edit',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        let contents = await readFile(path, 'utf8')
        for (const { file, from, to } of edits) {
          if (file !== basename(path)) continue
          if (contents.split(from).length !== 2)
            throw new Error(`${file} does not contain this exactly once: ${from}`)
          contents = contents.replace(from, () => to)
        }
        return { contents, loader: 'ts' }
      })
    },
  }
}
