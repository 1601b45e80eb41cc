import { createRequire } from 'node:module'

type Read = { value: object; path: string; keys: Set<string> }

const load = createRequire(import.meta.url)
const packages: Record<string, string> = {
  'keda.sh': '@kubernetes-models/keda/keda.sh',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator/monitoring.coreos.com',
}

/**
 * The paths of a manifest's fields that its schema does not have. Throws if a field is lacking, or has a value that the schema does not
 * allow, or if there is no schema for such an object.
 */
export function fieldsUnknown(manifest: { apiVersion: string; kind: string }): string[] {
  const [version = '', group = ''] = manifest.apiVersion.split('/').reverse()
  const folder = packages[group] ?? (group ? `kubernetes-models/${group}` : 'kubernetes-models')
  const model = load(`${folder}/${version}/${manifest.kind}`)[manifest.kind]
  const reads: Read[] = []
  model.prototype.validate.call(watch(manifest, '', reads))
  return reads.flatMap(({ value, path, keys }) =>
    Object.keys(value)
      .filter(key => !keys.has(key))
      .map(key => `${path}/${key}`),
  )
}

/**
 * The validators are compiled and let unknown fields pass, as an API server does that is not asked to be strict; but they never look at
 * a field that the schema does not have. So each look is recorded.
 */
function watch(value: object, path: string, reads: Read[]): object {
  const keys = new Set<string>()
  const children = new Map<string, object>()
  reads.push({ value, path, keys })
  return new Proxy(value, {
    get(target, key) {
      const found = Reflect.get(target, key)
      if (typeof key !== 'string') return found
      keys.add(key)
      if (typeof found !== 'object' || found === null) return found
      if (!children.has(key)) children.set(key, watch(found, `${path}/${key}`, reads))
      return children.get(key)
    },
    // Whoever lists the keys takes any, as for labels.
    ownKeys(target) {
      for (const key of Object.keys(target)) keys.add(key)
      return Reflect.ownKeys(target)
    },
  })
}
