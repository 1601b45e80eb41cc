import mjml2html from 'mjml'

/**
 * Compiles MJML with slots to HTML with the same slots. All line breaks are CRLF, and a tag is broken (where that means
 * nothing) before its attributes and around each slot, so that the lines with slots are short. Rejects if the MJML is
 * invalid.
 */
export async function compileMjml(mjml: string): Promise<string> {
  const { html, errors } = await mjml2html(mjml, {
    validationLevel: 'strict',
    keepComments: false,
    // By default MJML loads the web fonts that it knows from their hosts, which discloses who reads the mail.
    fonts: {},
    minify: true,
    // Minifying CSS needs another package, and fails on slots.
    minifyOptions: { minifyCss: false },
  })
  if (errors.length > 0) throw new Error(`invalid MJML: ${errors[0]?.message}`)
  const shortLines = html
    .replace(/<([a-z][a-z0-9]*) (?=[a-z])/g, '<$1\n')
    .replace(/ ([a-z-]+="[^"]*\{\{[^"]*")/g, '\n$1\n')
    .replace(/>(?=[^<>]*\{\{)/g, '\n>')
  return `${shortLines.trim().replace(/[ \t]*\r?\n[ \t]*/g, '\r\n')}\r\n`
}
