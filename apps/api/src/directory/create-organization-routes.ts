import { catalogs, findOwnTextProblems, type OwnTexts } from '@passlink/messages'
import { problemsOf } from '@passlink/runtime'
import {
  brandFields,
  field,
  findOrganization,
  readBrand,
  type StoredOrganization,
  saveOrganizations,
  saveTexts,
} from '@passlink/store'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { ApiError, code } from '../api-error.ts'
import { readObject } from '../wire/read-object.ts'
import type { DirectoryDependencies } from './create-directory-routes.ts'
import { invalidFields, readId, readRecord } from './read-record.ts'

const organization = z.strictObject({ name: field.name, logo: field.logo, ...brandFields })
const textsMax = 100
const lengthMax = 5_000
const texts = z
  .record(z.string().max(50), z.string('must be text'))
  .refine(given => Object.keys(given).length <= textsMax, `must be ${textsMax} texts or less`)
  .refine(
    given => Object.values(given).join('').length <= lengthMax,
    `must have ${lengthMax} characters or less together`,
  )
const languages = catalogs.map(({ language }) => language)

/**
 * `/v1/organizations/{id}`: its name, logo and brand, and `/messages/{language}`: its own texts of the mails. GET says
 * what of the stored is not used because it is not valid (any more).
 */
export function createOrganizationRoutes({
  db,
  requireScope,
}: Omit<DirectoryDependencies, 'webhooks'>): Hono {
  const app = new Hono()

  app.put('/v1/organizations/:id', async c => {
    await requireScope(c)
    const { id, name, logo, ...brand } = await readRecord(c, organization)
    const hasBrand = Object.values(brand).some(value => value !== null && value !== undefined)
    const [saved] = await saveOrganizations(db, [{ id, name, logo, brand: hasBrand ? brand : null }])
    return c.json({ id, name, logo, ...brand }, saved?.outcome === 'added' ? 201 : 200)
  })

  app.get('/v1/organizations/:id', async c => {
    await requireScope(c)
    return c.json(shown(await readOrganization(c)))
  })

  app.get('/v1/organizations/:id/messages/:language', async c => {
    await requireScope(c)
    const language = readLanguage(c)
    return c.json((await readOrganization(c)).texts[language] ?? {})
  })

  app.put('/v1/organizations/:id/messages/:language', async c => {
    await requireScope(c)
    const language = readLanguage(c)
    const own = await readTexts(c)
    if (!(await saveTexts(db, { organizationId: readId(c), language, texts: own })))
      throw unknownOrganization()
    return c.json(own)
  })

  app.delete('/v1/organizations/:id/messages/:language', async c => {
    await requireScope(c)
    await saveTexts(db, { organizationId: readId(c), language: readLanguage(c), texts: null })
    return c.body(null, 204)
  })

  return app

  async function readOrganization(c: Context): Promise<StoredOrganization> {
    const found = await findOrganization(db, readId(c))
    if (!found) throw unknownOrganization()
    return found
  }
}

const unknownOrganization = () => new ApiError(code.notFound, 'noSuchOrganization', 'ORG-uNkn0')

async function readTexts(c: Context): Promise<OwnTexts> {
  const read = texts.safeParse(await readObject(c.req.raw))
  if (!read.success) throw invalidFields(problemsOf(read.error))
  const problems = findOwnTextProblems(read.data)
  if (problems.length > 0) throw invalidFields(problems)
  return read.data
}

function readLanguage(c: Context): string {
  const language = c.req.param('language') ?? ''
  if (languages.includes(language)) return language
  throw invalidFields([`language: must be one of ${languages.join(', ')}`])
}

function shown({ id, name, logo, brand: stored, texts: messages }: StoredOrganization) {
  const { brand, problems } = readBrand(stored)
  const textProblems = Object.entries(messages).flatMap(([language, own]) =>
    findOwnTextProblems(own).map(problem => `${language}: ${problem}`),
  )
  return { id, name, logo, ...brand, messages, problems: [...problems, ...textProblems] }
}
