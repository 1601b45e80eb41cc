import { compileMjml, InvalidMjml } from './compile-mjml.ts'
import { addedMailMjml } from './designs/added-mail.ts'
import type { Direction } from './designs/layout.ts'
import { linkMailMjml } from './designs/link-mail.ts'
import { type Designs, findDesignProblems, type MailKind } from './designs.ts'
import type { Template } from './template.ts'

/** The MJML of our own designs, for operators to begin with. */
export const ourMjml: Record<MailKind, string> = { link: linkMailMjml, added: addedMailMjml }

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
 * the language. Rejects with {@link DesignProblems}, which are all of both mails: invalid MJML, and placeholders that are
 * unknown, missing, or not ended.
 */
export async function compileDesigns(mjml: Record<MailKind, string>): Promise<Designs> {
  const problems: DesignProblem[] = []
  const designs = { link: await compile('link'), added: await compile('added') }
  if (problems.length > 0) throw new DesignProblems(problems)
  return designs

  async function compile(kind: MailKind): Promise<Record<Direction, Template>> {
    const add = (found: string[]) => problems.push(...found.map(problem => ({ kind, problem })))
    try {
      const [ltr, rtl] = await Promise.all([compileMjml(mjml[kind], 'ltr'), compileMjml(mjml[kind], 'rtl')])
      add(findDesignProblems(kind, ltr))
      return { ltr, rtl }
    } catch (error) {
      add(mjmlProblems(error))
      add(findDesignProblems(kind, placeholdersOf(mjml[kind])))
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
