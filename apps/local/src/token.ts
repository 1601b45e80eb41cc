import { readIssuerPort } from './config.ts'
import { requestToken } from './issuer/development-grant.ts'

try {
  const [person, ...rest] = process.argv.slice(2)
  if (!person || rest.length > 0) throw new Error('usage: npm run --silent token -- alice')
  console.log(await requestToken(`http://localhost:${readIssuerPort(process.env)}`, person))
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
