import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export type Service = {
  command?: string
  image?: string
  profiles?: string[]
  volumes?: string[]
  networks?: string[]
  ports?: string[]
  environment?: Record<string, string>
  secrets?: string[]
  healthcheck?: { test: string[] }
  stop_grace_period?: string
  user?: string
}

/** A file of the project. */
export const readProject = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8')

/** A file of compose, before variables are filled in. */
export const readCompose = (
  path: string,
): { services: Record<string, Service>; networks?: object; secrets?: object } =>
  parse(readProject(path), { merge: true })

export const { services } = readCompose('docker-compose.yml')

/** The values in .env.example, also of settings that are off. */
export const example: Readonly<Record<string, string>> = Object.fromEntries(
  [...readProject('.env.example').matchAll(/^#?([A-Z_]+)=(.+)$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]),
)

/** What compose demands: who may call, where mail goes, who sends it, and where its links lead. */
export const demanded = ['AUTH_ISSUER', 'LINK_KEYS', 'MAIL_FROM', 'PUBLIC_URL', 'SMTP_URL']
export const onlyDemanded = Object.fromEntries(demanded.map(name => [name, example[name] ?? '']))

/** As compose fills in `${NAME:-default}`, `${NAME-default}` and `${NAME:?message}`. Throws the message of what is demanded and lacking. */
export function interpolate(text: string, variables: Record<string, string>): string {
  return text.replace(/\$\{([A-Z_]+)(:?)([-?])([^}]*)\}/g, (_, name, colon, kind, rest) => {
    const value = variables[name]
    const isThere = colon ? Boolean(value) : value !== undefined
    if (!isThere && kind === '?') throw new Error(`${name}: ${rest}`)
    return isThere ? value : rest
  })
}

/** The environment that a service gets where these variables are set. */
export function environmentOf(service: string, variables: Record<string, string>): Record<string, string> {
  const entries = Object.entries(services[service]?.environment ?? {})
  return Object.fromEntries(entries.map(([name, value]) => [name, interpolate(value, variables)]))
}
