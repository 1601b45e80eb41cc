import { compileTemplate, hasSlot, type Template } from '@passlink/mail'
import * as base64 from 'nodemailer/lib/base64'
import * as quotedPrintable from 'nodemailer/lib/qp'

type Values = Readonly<Record<string, string>>

/** Fills in the values of one mail; the result is encoded for the mail. */
export type Fill = (values: Values) => string

export type PartEncoding = 'quoted-printable' | 'base64'

/**
 * Encodes a part of a mail (RFC 2045 section 6) that is a template whose lines end with CRLF, as nodemailer encodes it
 * when it is filled in. In quoted-printable no line depends on another, so all lines without a slot are encoded once.
 */
export function encodePart(
  template: Template,
  encoding: PartEncoding,
  escapeValue: (value: string) => string = value => value,
): Fill {
  if (encoding === 'base64') {
    const fill = compileTemplate(template, escapeValue)
    return values => base64.wrap(base64.encode(fill(values)))
  }
  const runs = runsOf(template).map(run => {
    if (!hasSlot(run)) {
      const encoded = toQuotedPrintable(run)
      return () => encoded
    }
    const fill = compileTemplate(run, escapeValue)
    return (values: Values) => toQuotedPrintable(fill(values))
  })
  return values => runs.map(run => run(values)).join('')
}

const toQuotedPrintable = (text: string) => quotedPrintable.wrap(quotedPrintable.encode(text))

/** Splits a template at the ends of lines, so that lines with and without slots are apart. */
function runsOf(template: Template): Template[] {
  const runs: Template[] = []
  for (const line of template.match(/.*\r\n/g) ?? []) {
    const last = runs.at(-1)
    if (last !== undefined && !hasSlot(last) && !hasSlot(line)) runs.push(runs.pop() + line)
    else runs.push(line)
  }
  return runs
}
