import { readFileSync } from 'node:fs'
import { type Designs, inScheme, withLogo } from '@passlink/mail'
import { type Db, findOrganization } from '@passlink/store'
import { type Context, Hono } from 'hono'
import { composeMail, sampleOrganization } from './compose-mail.ts'
import { type Chosen, mailPage } from './mail-page.ts'
import { noSuch, readChoice } from './read-choice.ts'

type Dependencies = { db: Db; designs: Designs | undefined }

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
export function createMailPages({ db, designs }: Dependencies) {
  const pages = new Hono()
  pages.get('/page.css', c => c.body(css, 200, { 'Content-Type': 'text/css', 'Cache-Control': 'no-cache' }))
  pages.use(async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
  })

  pages.get('/', async c => {
    const answer = await choose(c)
    return c.html(mailPage(answer), answer.status)
  })

  pages.get('/html', async c => {
    const { choice, mail, problems = {}, status } = await choose(c)
    if (mail) return c.html(linksLeaveFrame(inScheme(withLogo(mail.html, mail.logo), choice.scheme)))
    return c.text(Object.values(problems).join('\n'), status)
  })

  async function choose(c: Context): Promise<Answer> {
    const { choice, problems } = readChoice(c.req.query())
    if (Object.keys(problems).length > 0) return { choice, problems, status: 400 }
    const { organization: id } = choice
    const organization = id === '' ? sampleOrganization : await findOrganization(db, id)
    if (!organization) return { choice, problems: { organization: noSuch('organization', id) }, status: 404 }
    return { choice, mail: composeMail(choice, organization, { designs, now: Date.now() }), status: 200 }
  }
  return pages
}

// A frame may not navigate the page around it, so its links do nothing. Otherwise they would show an error in the frame.
const linksLeaveFrame = (html: string) => html.replace(/<head\s*>/, '<head><base target="_top">')
