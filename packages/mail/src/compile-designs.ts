import { compileMjml, InvalidMjml } from './compile-mjml.ts'
import { addedMailMjml } from './designs/added-mail.ts'
import { linkMailMjml } from './designs/link-mail.ts'
import { removedMailMjml } from './designs/removed-mail.ts'
import { type Design, findDesignProblems } from './designs.ts'
import type { MailKind, OwnOf } from './kinds.ts'

/** The MJML of our own designs, for operators to begin with. */
export const ourMjml: Record<MailKind, string> = {
  link: linkMailMjml,
  added: addedMailMjml,
  removed: removedMailMjml,
}

/** A sentence that says what is wrong with the design of a mail. */
export type DesignProblem = { kind: MailKind; problem: string }

/** The designs cannot be compiled, for these reasons. */
export class DesignProblems extends Error {
  override name = 'DesignProblems'
  readonly problems: readonly DesignProblem[]
  constructor(problems: readonly DesignProblem[]) {
    super(problems.map(({ kind, problem }) => `${kind}: ${problem}`).join('; '))
    this.problems = problems
  }
}

/**
 * Compiles the MJML of the mails, in which `{{direction}}` and `{{start}}` (left or right) stand for the direction of
 * the language. Without MJML of `removed` there is no design of that mail, which {@link readDesigns} replaces with ours.
 * Rejects with {@link DesignProblems}, which are those of all mails: invalid MJML, and placeholders that are unknown,
 * missing, or not ended.
 */
export async function compileDesigns({ link, added, removed }: OwnOf<string>): Promise<OwnOf<Design>> {
  const problems: DesignProblem[] = []
  const designs: OwnOf<Design> = { link: await compile('link', link), added: await compile('added', added) }
  if (removed !== undefined) designs.removed = await compile('removed', removed)
  if (problems.length > 0) throw new DesignProblems(problems)
  return designs

  async function compile(kind: MailKind, mjml: string): Promise<Design> {
    const add = (found: string[]) => problems.push(...found.map(problem => ({ kind, problem })))
    try {
      const [ltr, rtl] = await Promise.all([compileMjml(mjml, 'ltr'), compileMjml(mjml, 'rtl')])
      add(findDesignProblems(kind, ltr))
      return { ltr, rtl }
    } catch (error) {
      add(mjmlProblems(error))
      add(findDesignProblems(kind, placeholdersOf(mjml)))
      return { ltr: '', rtl: '' }
    }
  }
}

function mjmlProblems(error: unknown): string[] {
  const problems = error instanceof InvalidMjml ? error.problems : [(error as Error).message]
  return problems.map(problem => `invalid MJML: ${problem}`)
}

/** MJML without its comments and without what stands for the direction, as that is not in the compiled design. */
const placeholdersOf = (mjml: string) => mjml.replace(/<!--.*?-->|\{\{(direction|start)\}\}/gs, '')
