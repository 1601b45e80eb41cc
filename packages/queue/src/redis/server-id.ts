import { createHash } from 'node:crypto'

/**
 * The id of the server whose INFO this is. It changes when the server restarts or is replaced, and when it was a replica
 * meanwhile, which may have got another's data.
 */
export function serverIdIn(info: string): string {
  const read = (field: string) => new RegExp(`^${field}:(\\S+)`, 'm').exec(info)?.[1]
  return createHash('sha1')
    .update(`${read('run_id')} ${read('master_replid')}`)
    .digest('hex')
}
