import { endWithReader } from './end-with-reader.ts'
import { runImport } from './users/run-import.ts'

endWithReader(process)
process.exitCode = await runImport(process.argv.slice(2), process.env, process)
