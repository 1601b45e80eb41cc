import { readFileSync } from 'node:fs'
import { type Designs, inScheme, withLogo } from '@passlink/mail'
import { findOrganization } from '@passlink/store'
import { type Context, Hono } from 'hono'
import type { Env } from '../access/operator.ts'
import { readFrame } from '../frame/frame.ts'
import { composeMail, sampleOrganization } from './compose-mail.ts'
import { type Chosen, MailPage } from './mail-page.tsx'
import { noSuch, readChoice } from './read-choice.ts'

type Dependencies = { designs: Designs | undefined }

type Answer = Chosen & { status: 200 | 400 | 404 }

const css = readFileSync(new URL('mails.css', import.meta.url), 'utf8')

/**
 * The policy of a mail's HTML: it loads nothing and runs nothing, because operators and organizations write parts of it.
 */
export const mailSecurityPolicy = {
  defaultSrc: ["'none'"],
  styleSrc: ["'unsafe-inline'"],
  imgSrc: ['data:'],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'self'"],
}

/**
 * The previews of the mails, at `/mails`, and the HTML of one mail alone, at `/mails/html`. They need no script. An
 * organization that is unknown is answered 404, and whatever else is unknown 400.
 */
export function createMailPages({ designs }: Dependencies) {
  const pages = new Hono<Env>()
  pages.get('/page.css', c => c.body(css, 200, { 'Content-Type': 'text/css', 'Cache-Control': 'no-cache' }))

  pages.get('/', async c => {
    const [frame, { status, ...chosen }] = await Promise.all([readFrame(c), choose(c)])
    return c.html(<MailPage {...chosen} frame={frame} />, status)
  })

  pages.get('/html', async c => {
    const { choice, mail, problems = {}, status } = await choose(c)
    if (mail) return c.html(linksLeaveFrame(inScheme(withLogo(mail.html, mail.logo), choice.scheme)))
    return c.text(Object.values(problems).join('\n'), status)
  })

  async function choose(c: Context<Env>): Promise<Answer> {
    const { choice, problems } = readChoice(c.req.query())
    if (Object.keys(problems).length > 0) return { choice, problems, status: 400 }
    const { organization: id } = choice
    const organization =
      id === '' ? sampleOrganization : await c.get('reading').find(db => findOrganization(db, id))
    if (!organization) return { choice, problems: { organization: noSuch('organization', id) }, status: 404 }
    return { choice, mail: composeMail(choice, organization, { designs, now: Date.now() }), status: 200 }
  }
  return pages
}

// A frame may not navigate the page around it, so its links do nothing. Otherwise they would show an error in the frame.
const linksLeaveFrame = (html: string) => html.replace(/<head\s*>/, '<head><base target="_top">')
