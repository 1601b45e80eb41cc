import { type ParseArgsConfig, parseArgs } from 'node:util'

/** The command line is invalid; the message is the reason, on one line. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** The command line names a command that there is not, or none. */
export const unknownCommand = (command: string | undefined): UsageError =>
  new UsageError(command ? `there is no command "${command}"` : 'a command is missing')

/** Parses the options and positional arguments of a command. Throws {@link UsageError}. */
export function parseOptions<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: Options,
) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError((error as Error).message.split(/\. |\n/)[0])
  }
}
