import type { PropsWithChildren } from 'hono/jsx'
import { passwordUser } from '../access/check-password.ts'
import { Document } from '../frame/document.tsx'
import { withQuery } from '../frame/with-query.ts'

/** The ways to sign in: at the issuer of this name, with the password, or both. */
export type Ways = { issuer: string | undefined; password: boolean }

function Sheet({ title, next, children }: PropsWithChildren<{ title: string; next?: string }>) {
  return (
    <Document title={title} next={next}>
      <main class="sign-in">
        <h1>{title}</h1>
        {children}
      </main>
    </Document>
  )
}

/** The page on which operators sign in; `problem` is why they are not in yet. */
export function SignInPage({ ways, next, problem }: { ways: Ways; next: string; problem?: string }) {
  return (
    <Sheet title="Sign in">
      <p class="quiet">The dashboard of Passlink is for its operators.</p>
      {problem && (
        <p class="problem" id="problem" role="alert">
          {problem}
        </p>
      )}
      {ways.issuer && (
        <p>
          <a class="button primary" href={withQuery('/login/openid', { next })}>
            Sign in at {ways.issuer}
          </a>
        </p>
      )}
      {ways.issuer && ways.password && <p class="quiet">or</p>}
      {ways.password && <PasswordForm next={next} hasProblem={problem !== undefined} />}
    </Sheet>
  )
}

function PasswordForm({ next, hasProblem }: { next: string; hasProblem: boolean }) {
  return (
    <form method="post" action="/login">
      <input type="hidden" name="next" value={next} />
      {/* For password managers, which keep a name with every password. */}
      <input name="username" value={passwordUser} autocomplete="username" hidden />
      <label>
        <span>Password</span>
        <input
          type="password"
          name="password"
          autocomplete="current-password"
          required
          autofocus
          {...(hasProblem ? { 'aria-invalid': 'true' as const, 'aria-describedby': 'problem' } : {})}
        />
      </label>
      <button type="submit" class="primary">
        Sign in
      </button>
    </form>
  )
}

type Refusal = { title: string; text: string; again?: { href: string; text: string } }

/** Why nobody was signed in, with a way to try again. */
export function RefusedPage({ title, text, again = { href: '/login', text: 'Sign in again' } }: Refusal) {
  return (
    <Sheet title={title}>
      <p>{text}</p>
      <p>
        <a class="button" href={again.href}>
          {again.text}
        </a>
      </p>
    </Sheet>
  )
}

/**
 * Leads from the dashboard, where the session has ended, to the issuer, where the person is still signed in. A redirect
 * would not do: browsers apply `form-action` of the page with the form also to where the answer to the form leads.
 */
export function SignedOutPage({ issuer, address }: { issuer: string; address: string }) {
  return (
    <Sheet title="You are signed out of the dashboard" next={address}>
      <p>At {issuer} you may still be signed in.</p>
      <p>
        <a class="button primary" href={address}>
          Sign out at {issuer}
        </a>
      </p>
    </Sheet>
  )
}
