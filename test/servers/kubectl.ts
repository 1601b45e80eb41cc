import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const hint =
  'Provide it as .ci/run does, or as https://kubernetes.io/docs/tasks/tools/ says: 1.27 or later, no cluster is asked.'

/** The path of `kubectl`, if it is installed. Warns if it is not, or throws in CI. */
export function findKubectl(): string | undefined {
  const binary = (process.env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, 'kubectl'))
    .find(existsSync)
  if (binary) return binary
  if (process.env.CI) throw new Error(`no kubectl. ${hint}`)
  console.warn(`\n  SKIPPED: the manifests for Kubernetes, because there is no kubectl. ${hint}\n`)
  return undefined
}

/** The YAML that the kustomization in `folder` makes. What is wrong with it is the message of the error. */
export const kustomize = (binary: string, folder: string): string =>
  execFileSync(binary, ['kustomize', folder], { encoding: 'utf8', stdio: 'pipe' })
