import { html } from 'hono/html'
import type { PropsWithChildren } from 'hono/jsx'

/** `styles` are the paths of style sheets beside that of the frame. The page leads on to `next` by itself. */
type Props = PropsWithChildren<{ title: string; styles?: string[] | undefined; next?: string | undefined }>

/** The HTML document of every page of ours; the children are its body. */
export function Document({ title, styles = [], next, children }: Props) {
  const document = (
    <html lang="en" class="passlink">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {next && <meta http-equiv="refresh" content={`0; url=${next}`} />}
        <title>{title} · Passlink</title>
        {['/frame.css', ...styles].map(path => (
          <link rel="stylesheet" href={path} />
        ))}
        <link rel="icon" href="data:," />
      </head>
      <body>{children}</body>
    </html>
  )
  return html`<!doctype html>${document}`
}
