/** Those of the ids `ARGV` that are in the sorted set `KEYS[1]`. ZMSCORE would do the same, but needs Redis 6.2. */
export const selectMembers = `
local members = {}
for _, id in ipairs(ARGV) do
  if redis.call('ZSCORE', KEYS[1], id) then table.insert(members, id) end
end
return members`

/** Those of the ids `ARGV` whose key, of the same index in `KEYS`, does not exist. */
export const selectMissing = `
local missing = {}
for index, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 0 then table.insert(missing, ARGV[index]) end
end
return missing`
