import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
const pages = ['README.md', ...docs.filter(name => name.endsWith('.md')).map(name => join('docs', name))]

/** The relative links of a page, without fragments. */
function linksOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8')
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|href="([^"]+)"/g)].map(([, link, href]) => link ?? href)
  return targets.flatMap(target => {
    const [path] = (target ?? '').split('#')
    return path && !/^[a-z]+:/.test(path) ? [path] : []
  })
}

test.each(pages)('every relative link of %s leads to an existing file or folder', page => {
  const broken = linksOf(page).filter(link => !existsSync(join(root, dirname(page), link)))
  expect(broken).toEqual([])
})

test('links in Markdown and in HTML are found', () => {
  const links = linksOf('README.md')
  expect(links).toContain('docs/delivery.md')
  expect(links).toContain('apps/redeem/src/create-app.ts')
})
