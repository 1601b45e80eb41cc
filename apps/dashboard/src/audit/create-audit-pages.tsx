import { listAudit } from '@passlink/store'
import { Hono } from 'hono'
import type { Env } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { AuditPage } from './audit-page.tsx'
import { readAuditFilter, readSequence } from './read-audit-filter.ts'

const pageSize = 50

/** What operators did, at `/audit`. */
export function createAuditPages() {
  const pages = new Hono<Env>()
  pages.get('/', async c => {
    const frame = await readFrame(c)
    const { texts, ...read } = readAuditFilter(c.req.query(), Date.now())
    if ('problems' in read)
      return c.html(<AuditPage frame={frame} texts={texts} problems={read.problems} />, 400)
    const before = readSequence(c.req.query('before'))
    const found = await listAudit(c.get('reading').db, read.filter, { before, limit: pageSize + 1 })
    const lines = found.slice(0, pageSize)
    const next = found.length > pageSize ? lines.at(-1)?.sequence : undefined
    return c.html(<AuditPage {...{ frame, texts, lines, before, next }} />)
  })
  return pages
}
