import { html } from 'hono/html'
import type { Person } from '../people.ts'

/** The frame of the issuer's pages. */
export const page = (title: string, content: unknown) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} (development)</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/sign-in.css">
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>`

/** The page that asks who signs in: by a passkey, or by one button for each person. No password. */
export const signInPage = (path: string, people: readonly Person[]) =>
  page(
    'Sign in',
    html`
<button id="passkey" type="button">Sign in with a passkey</button>
<p role="status"></p>
<script src="/webauthn.js" defer></script>
<script src="/sign-in.js" defer></script>
<h2>Or, without one, as</h2>
${people.map(
  ({ id, name, email }) => html`
<form method="post" action="${path}?person=${id}"><button><span><bdi>${name}</bdi></span><small>${email}</small></button></form>`,
)}`,
  )

/** What an application of this issuer would show. */
export const signedInPage = ({ name, email, sub }: { name: string; email: string; sub: string }) =>
  page(
    'You are signed in',
    html`
<p>As <bdi>${name}</bdi> (<code>${email}</code>), whose id is <code>${sub}</code>.</p>
<p><a href="/">Sign in again</a></p>`,
  )
