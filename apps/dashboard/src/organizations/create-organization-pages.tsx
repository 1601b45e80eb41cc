import { readFileSync } from 'node:fs'
import type { Logger } from '@passlink/runtime'
import {
  type Db,
  field,
  findOrganization,
  findPause,
  listOrganizations,
  QueryTooSlow,
  scopeOfOrganization,
} from '@passlink/store'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { only } from '../access/only.ts'
import { type Env, mayChange } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { MessagePage } from '../frame/page.tsx'
import { createRevokePages } from './create-revoke-pages.tsx'
import { OrganizationsPage } from './list-page.tsx'
import { OrganizationPage } from './organization-page.tsx'

type Dependencies = { db: Db; log: Logger; forbid: MiddlewareHandler<Env> }

const pageSize = 50
const css = readFileSync(new URL('page.css', import.meta.url), 'utf8')
const tooSlow = 'the database needed more than five seconds for this'

/** The organizations, at `/organizations`. No page needs a script. A viewer who would revoke gets what `forbid` says. */
export function createOrganizationPages({ db, log, forbid }: Dependencies) {
  const pages = new Hono<Env>()
  pages.get('/page.css', c => c.body(css, 200, { 'Content-Type': 'text/css', 'Cache-Control': 'no-cache' }))

  pages.get('/', async c => {
    const text = c.req.query('q')?.trim() ?? ''
    const frame = await readFrame(c)
    const problem = text === '' ? undefined : field.name.safeParse(text).error?.issues[0]?.message
    if (problem) return c.html(<OrganizationsPage {...{ frame, text, problem }} />, 400)
    const after = field.id.safeParse(c.req.query('after')).data
    try {
      const found = await listOrganizations(c.get('reading').db, { containing: text, after, limit: pageSize })
      return c.html(<OrganizationsPage {...{ frame, text, found, after }} />)
    } catch (error) {
      if (!(error instanceof QueryTooSlow)) throw error
      return c.html(<OrganizationsPage {...{ frame, text, problem: tooSlow }} />, 503)
    }
  })

  pages.get('/show', async c => {
    const [frame, organization] = await Promise.all([readFrame(c), find(c, c.req.query('id'))])
    if (!organization) return unknown(c)
    const pause = await findPause(c.get('reading').db, scopeOfOrganization(organization.id))
    return c.html(<OrganizationPage {...{ frame, organization, pause }} />)
  })

  pages.use('/revoke', only(mayChange, forbid))
  pages.route('/', createRevokePages({ db, log, find, unknown }))

  async function find(c: Context<Env>, id: string | null | undefined) {
    const read = field.id.safeParse(id)
    return read.success ? await c.get('reading').find(db => findOrganization(db, read.data)) : undefined
  }

  async function unknown(c: Context<Env>) {
    const frame = await readFrame(c)
    const text = 'No organization has this id.'
    const back = { href: '/organizations', text: 'All organizations' }
    return c.html(<MessagePage {...frame} title="No such organization" text={text} back={back} />, 404)
  }
  return pages
}
