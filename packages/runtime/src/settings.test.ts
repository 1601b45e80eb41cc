import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { count, port } from './setting.ts'
import { readSettings, SettingsError } from './settings.ts'

const directory = mkdtempSync(join(tmpdir(), 'passlink-settings-'))
afterAll(() => rmSync(directory, { recursive: true }))

function file(content: string): string {
  const path = join(directory, `${content.length}`)
  writeFileSync(path, content)
  return path
}

const schema = z.object({
  SECRET: z.string().min(5, 'must be longer'),
  NOTE: z.string().optional(),
  PORT: port.default(80),
  COUNT: count(1, 9).optional(),
})

function problemsOf(env: Record<string, string>): string[] {
  try {
    readSettings(schema, env)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError)
    return (error as SettingsError).problems
  }
}

test('values are read from the environment, trimmed, and are frozen', () => {
  const settings = readSettings(schema, { SECRET: ' secret\n', PORT: '8080', OTHER: 'x' })
  expect(settings).toEqual({ SECRET: 'secret', PORT: 8080 })
  expect(Object.isFrozen(settings)).toBe(true)
})

test('a value is read from the file that NAME_FILE names, and trimmed', () => {
  expect(readSettings(schema, { SECRET_FILE: file('\n from-a-file \n') }).SECRET).toBe('from-a-file')
  expect(readSettings(schema, { SECRET_FILE: file('in file'), SECRET: '' }).SECRET).toBe('in file')
})

test.each(['', '  ', '\n'])('an empty value is absent: %j', empty => {
  expect(readSettings(schema, { SECRET: 'secret', NOTE: empty, PORT: empty })).toEqual({
    SECRET: 'secret',
    PORT: 80,
  })
  expect(problemsOf({ SECRET: empty })).toEqual(['SECRET: is required'])
  expect(problemsOf({ SECRET_FILE: file(empty) })).toEqual(['SECRET: is required'])
})

test('a setting that is set both directly and as a file is a problem', () => {
  expect(problemsOf({ SECRET: 'secret', SECRET_FILE: file('secret') })).toEqual([
    'SECRET: is set twice: as SECRET and as SECRET_FILE',
  ])
})

test('a file that cannot be read is a problem that names the file', () => {
  const missing = join(directory, 'missing')
  expect(problemsOf({ SECRET_FILE: missing })).toEqual([
    `SECRET: its file ${missing} cannot be read (ENOENT)`,
  ])
  expect(problemsOf({ SECRET_FILE: directory })).toEqual([
    `SECRET: its file ${directory} cannot be read (EISDIR)`,
  ])
})

test('all problems are reported together', () => {
  const problems = problemsOf({ NOTE: 'a', NOTE_FILE: file('b'), PORT: 'x', COUNT: '10' })
  expect(problems.toSorted()).toEqual([
    'COUNT: must be a whole number from 1 to 9',
    'NOTE: is set twice: as NOTE and as NOTE_FILE',
    'PORT: must be a port number',
    'SECRET: is required',
  ])
})

test('no problem contains a value, from the environment or from a file', () => {
  for (const env of [{ SECRET: 's3cr' }, { SECRET_FILE: file('s3cr') }]) {
    const problems = problemsOf({ ...env, PORT: '99s3cr99' })
    expect(problems).toEqual(['SECRET: must be longer', 'PORT: must be a port number'])
    expect(new SettingsError(problems).message).not.toContain('s3cr')
  }
})
