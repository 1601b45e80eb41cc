import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import { basename, join } from 'node:path'

const quietMs = 200
const sources = /^[^.#].*\.(tsx?|js|css|json|sql|mjml|proto)$/

/**
 * Watches all sources in the folders, and no files of editors. Calls `onChange` with the paths that changed when nothing
 * has changed for a moment, and not again before it has resolved. `stop` ends that.
 */
export function watchSources(folders: readonly string[], onChange: (paths: string[]) => Promise<void>) {
  let watchers: FSWatcher[] = []
  let changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let isBusy = false
  watchAll()

  // Folders come and go, and the watcher of a folder that was replaced reports nothing: so all are replaced.
  function watchAll() {
    for (const watcher of watchers) watcher.close()
    watchers = folders.flatMap(foldersIn).map(folder =>
      watch(folder, (_event, name) => {
        const path = join(folder, name ?? '')
        if (!sources.test(basename(path)) && !isFolder(path)) return
        changed.add(path)
        wait()
      }).on('error', () => {}),
    )
  }

  function wait() {
    clearTimeout(timer)
    timer = setTimeout(settle, quietMs)
  }

  async function settle() {
    if (isBusy || changed.size === 0) return
    try {
      watchAll()
    } catch {
      // A folder is just being replaced.
      return wait()
    }
    isBusy = true
    const paths = [...changed]
    changed = new Set()
    await onChange(paths)
    isBusy = false
    wait()
  }

  return {
    async stop() {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    },
  }
}

function foldersIn(folder: string): string[] {
  const inside = readdirSync(folder, { recursive: true, withFileTypes: true })
  return [
    folder,
    ...inside.filter(entry => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name)),
  ]
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
