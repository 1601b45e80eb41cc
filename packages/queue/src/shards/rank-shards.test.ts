import { expect, test } from 'vitest'
import { rankShards } from './rank-shards.ts'

const shards = ['a:6379', 'b:6379', 'c:6379', 'd:6379'].map(name => ({ name }))
const ids = Array.from({ length: 1_000 }, (_, n) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`)
const homes = (list: { name: string }[]) => {
  const rank = rankShards(list)
  return ids.map(id => rank(id)[0]?.name)
}

test('each shard is the home of about as many deliveries, in whatever order they are listed', () => {
  const home = homes(shards)
  for (const { name } of shards) expect(home.filter(one => one === name).length).toBeGreaterThan(200)
  expect(homes(shards.toReversed())).toEqual(home)
})

test('only the deliveries of a shard that is removed have another home, which is their next in rank', () => {
  const [before, after] = [homes(shards), homes(shards.slice(1))]
  const rank = rankShards(shards)
  for (const [n, id] of ids.entries())
    expect(after[n]).toBe(before[n] === 'a:6379' ? rank(id)[1]?.name : before[n])
})
