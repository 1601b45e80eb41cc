import { readIssuerPort } from './config.ts'
import { requestToken } from './issuer/request-token.ts'
import { describePeople } from './people.ts'

const usage = 'usage: npm run --silent token -- alice'
const hint = `${usage}
  alice+550 is one more person like alice, whose mail the inbox refuses: see there`

try {
  const [person, ...rest] = process.argv.slice(2)
  if (rest.length > 0) throw new Error(usage)
  console.log(
    person
      ? await requestToken(`http://localhost:${readIssuerPort(process.env)}`, person)
      : `${describePeople()}\n\n${hint}`,
  )
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
