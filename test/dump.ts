import { Redis } from 'ioredis'
import type { TestDatabase } from './servers/database.ts'

/** The whole content of a database as text, by table, without empty tables. */
export async function dumpDatabase({ sql }: TestDatabase): Promise<Map<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`
  const dump = new Map<string, string>()
  for (const { name } of tables) {
    const rows = await sql.unsafe<{ row: string }[]>(`select t::text as row from ${name} t`)
    if (rows.length > 0) dump.set(name, rows.map(({ row }) => row).join('\n'))
  }
  return dump
}

/** The content of all keys that start with `prefix`, as text, by key. */
export async function dumpRedis(url: string, prefix: string): Promise<Map<string, string>> {
  const redis = new Redis(url)
  const readers: Record<string, (key: string) => Promise<unknown>> = {
    string: key => redis.get(key),
    hash: key => redis.hgetall(key),
    list: key => redis.lrange(key, 0, -1),
    set: key => redis.smembers(key),
    zset: key => redis.zrange(key, '0', '-1', 'WITHSCORES'),
    stream: key => redis.xrange(key, '-', '+'),
  }
  const dump = new Map<string, string>()
  for (const key of await redis.keys(`${prefix}*`)) {
    const type = await redis.type(key)
    // A key that has expired since it was listed has no type.
    if (type !== 'none') dump.set(key, JSON.stringify(await readers[type]?.(key)))
  }
  redis.disconnect()
  return dump
}
