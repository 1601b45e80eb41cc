/** Ends the command when nobody reads its output any more: the reader of a pipe, such as `head`, may close it early. */
export function endWithReader(command: Pick<NodeJS.Process, 'stdout' | 'exit'>): void {
  command.stdout.on('error', () => command.exit(1))
}
