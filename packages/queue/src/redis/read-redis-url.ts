import { readFileSync } from 'node:fs'

/** Where a server is and how to log in, as options of ioredis. */
export type RedisOptions = ReturnType<typeof readRedisUrl>

/**
 * Reads a URL such as `rediss://user:password@host:6380/1?ca=/path/ca.pem`. Its parameters: `ca`, `cert` and `key` are
 * the paths of PEM files, `family` is 4 or 6. Nothing else in it becomes an option of ioredis. Throws if a file cannot
 * be read.
 */
export function readRedisUrl(url: string) {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url)
  const family = searchParams.get('family')
  const files = ['ca', 'cert', 'key'].flatMap(name => {
    const path = searchParams.get(name)
    return path === null ? [] : [[name, readFileSync(path)] as const]
  })
  return {
    // An IPv6 address without its brackets.
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    db: Number(pathname.slice(1)),
    ...(family === null ? {} : { family: Number(family) }),
    ...(username || password
      ? { username: decodeURIComponent(username), password: decodeURIComponent(password) }
      : {}),
    ...(protocol === 'rediss:' ? { tls: Object.fromEntries(files) } : {}),
  }
}
