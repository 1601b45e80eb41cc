import { type Catalog, catalogs } from '@passlink/messages'
import { parseOptions, UsageError, unknownCommand } from '../usage-error.ts'
import type { CheckArguments } from './check/check.ts'

export const usage = `usage: npm run mail -- designs FOLDER
       npm run mail -- compile FOLDER FILE.json
       npm run mail -- preview FOLDER [--organization ID] [--language TAG]... [--designs FILE.json]
       npm run mail -- check [--user ID] [--dns ADDRESS[:PORT]]
       npm run mail -- suppressed [--user ID]
       npm run mail -- lift ID

  designs         writes our designs into FOLDER, as link.mjml, added.mjml and removed.mjml, for you to change
  compile         compiles the MJML of FOLDER for the setting MAIL_DESIGNS_FILE of worker and dashboard
  preview         writes each mail with sample values into FOLDER; open its index.html
  --organization  with the name, logo, brand and texts of this organization (needs DATABASE_URL)
  --language      in this language only; may be repeated
  --designs       with the designs in a file of compile
  check           says what DNS says about MAIL_FROM, DKIM_DOMAIN and DKIM_KEYS
  --user          mails this user a link, by way of queue, worker and relays (needs DATABASE_URL and the queue's settings)
  --dns           asks this server instead of those of the machine
  suppressed      lists the addresses that get no mail, because it came back or was reported as unwanted (needs DATABASE_URL)
  lift            lets the address of this user get mail again (needs DATABASE_URL)`

/** The parsed command line. */
export type Arguments =
  | { command: 'designs'; folder: string }
  | { command: 'compile'; folder: string; file: string }
  | ({ command: 'preview' } & PreviewArguments)
  | ({ command: 'check' } & CheckArguments)
  | { command: 'suppressed'; user: string | undefined }
  | { command: 'lift'; user: string }

/** `designs` is the path of a file. */
export type PreviewArguments = {
  folder: string
  organization: string | undefined
  languages: readonly Catalog[]
  designs: string | undefined
}

const previewOptions = {
  organization: { type: 'string' },
  language: { type: 'string', multiple: true },
  designs: { type: 'string' },
} as const

const checkOptions = { user: { type: 'string' }, dns: { type: 'string' } } as const

/** Parses the command line. Throws {@link UsageError}. */
export function readArguments([command, ...args]: string[]): Arguments {
  switch (command) {
    case 'designs': {
      const [folder = '', ...more] = parseOptions(args, {}).positionals
      if (!folder || more.length > 0) throw new UsageError('designs takes a folder')
      return { command, folder }
    }
    case 'compile': {
      const [folder = '', file = '', ...more] = parseOptions(args, {}).positionals
      if (!folder || !file || more.length > 0) throw new UsageError('compile takes a folder and a file')
      return { command, folder, file }
    }
    case 'preview': {
      const { values, positionals } = parseOptions(args, previewOptions)
      const { organization, language, designs } = values
      const [folder = '', ...more] = positionals
      if (!folder || more.length > 0) throw new UsageError('preview takes a folder')
      return { command, folder, organization, languages: toCatalogs(language), designs }
    }
    case 'check': {
      const { values, positionals } = parseOptions(args, checkOptions)
      if (positionals.length > 0) throw new UsageError('check takes no folder')
      return { command, user: values.user, dns: values.dns }
    }
    case 'suppressed': {
      const { values, positionals } = parseOptions(args, { user: { type: 'string' } })
      if (positionals.length > 0) throw new UsageError('suppressed takes no folder')
      return { command, user: values.user }
    }
    case 'lift': {
      const [user = '', ...more] = parseOptions(args, {}).positionals
      if (!user || more.length > 0) throw new UsageError('lift takes the id of a user')
      return { command, user }
    }
    default:
      throw unknownCommand(command)
  }
}

function toCatalogs(languages: string[] | undefined): readonly Catalog[] {
  if (!languages) return catalogs
  const known = catalogs.map(({ language }) => language)
  const unknown = languages.find(language => !known.includes(language))
  if (unknown !== undefined)
    throw new UsageError(`--language "${unknown}" is unknown; known are ${known.join(', ')}`)
  return catalogs.filter(({ language }) => languages.includes(language))
}
