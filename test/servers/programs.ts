import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

const sources = {
  api: 'apps/api/src/main.ts',
  worker: 'apps/worker/src/main.ts',
  redeem: 'apps/redeem/src/main.ts',
  dashboard: 'apps/dashboard/src/main.ts',
  migrate: 'apps/cli/src/migrate.ts',
  users: 'apps/cli/src/users.ts',
  'dead-letters': 'apps/cli/src/dead-letters.ts',
}

/**
 * Bundles each program into one JavaScript file of a new folder, `<program>.mjs`, so that its process starts in a fifth of the
 * time that it needs from its sources. `remove` deletes the folder.
 */
export async function bundlePrograms(): Promise<{ folder: string; remove: () => Promise<void> }> {
  // From there the packages are found that are not bundled.
  const folder = await mkdtemp(`${root}node_modules/.passlink-programs-`)
  await build({
    absWorkingDir: root,
    entryPoints: sources,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // They look for files of their own, or are looked for by path.
    external: ['mjml', '@bull-board/ui', 'swagger-ui-dist'],
    banner: { js: defineRequire },
    plugins: [keepUrls],
  })
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

// For packages that are CommonJS.
const defineRequire =
  "import { createRequire as requireIn } from 'node:module'; const require = requireIn(import.meta.url)"

/** Our modules find the files beside them by their own URL. */
const keepUrls: Plugin = {
  name: 'keep URLs',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: 'ts',
    }))
  },
}
