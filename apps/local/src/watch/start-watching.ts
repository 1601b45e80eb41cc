import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Lifecycle } from '../processes/lifecycle.ts'
import { createRebuild } from './create-rebuild.ts'
import { watchSources } from './watch-sources.ts'

type Options = Parameters<typeof createRebuild>[0] & { lifecycle: Lifecycle }

/** Starts apps again when sources of theirs change, until the lifecycle ends. What npm start itself is stays as it is. */
export async function startWatching(options: Options): Promise<void> {
  const { project, apps, lifecycle, print } = options
  const rebuild = createRebuild(options)
  const folders = [
    ...[...apps.names, 'cli'].map(name => join(project, 'apps', name, 'src')),
    ...readdirSync(join(project, 'packages')).map(name => join(project, 'packages', name, 'src')),
    join(project, 'packages/store/migrations'),
  ]
  await lifecycle.start(() => watchSources(folders, rebuild))
  print('watch | looking at the sources of apps and packages')
}
