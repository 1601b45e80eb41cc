import { expect, test } from 'vitest'
import { describePeople, findPerson, people } from './people.ts'

test('a person is found by id', () => {
  expect(findPerson(people, 'bob')).toBe(people[1])
  for (const id of ['mallory', '', undefined, '+550', 'bob+', 'bob+a b', 'bob@acme.example'])
    expect(findPerson(people, id)).toBeUndefined()
})

test('a person with a tag is another person, whose address has the tag', () => {
  expect(findPerson(people, 'alice+550')).toEqual({
    ...people[0],
    id: 'alice+550',
    name: 'Alice Adams (+550)',
    email: 'alice+550@acme.example',
  })
  expect(findPerson(people, 'bob+a+drop')?.email).toBe('bob+a+drop@acme.example')
})

test('everybody that tokens can be requested for is described on a line of 80 columns at most', () => {
  const lines = describePeople().split('\n')
  expect(lines.map(line => line.split(' ')[0])).toEqual([...people.map(({ id }) => id), 'provisioning'])
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
})
