import type { DescFile, DescMessage, DescService } from '@bufbuild/protobuf'

/** The files that define the services, and all files that these import, each once. */
export function filesOf(services: readonly DescService[]): DescFile[] {
  const files = new Set<DescFile>()
  function add(file: DescFile) {
    if (files.has(file)) return
    files.add(file)
    file.dependencies.forEach(add)
  }
  for (const service of services) add(service.file)
  return [...files]
}

/** Every name that the files define (services, methods, messages, fields, enums), with its file. */
export function symbolsOf(files: readonly DescFile[]): Map<string, DescFile> {
  const symbols = new Map<string, DescFile>()
  for (const file of files) {
    for (const service of file.services) {
      symbols.set(service.typeName, file)
      for (const { name } of service.methods) symbols.set(`${service.typeName}.${name}`, file)
    }
    for (const message of file.messages.flatMap(withNested)) {
      symbols.set(message.typeName, file)
      for (const { name } of message.fields) symbols.set(`${message.typeName}.${name}`, file)
      for (const { typeName } of message.nestedEnums) symbols.set(typeName, file)
    }
    for (const { typeName } of file.enums) symbols.set(typeName, file)
  }
  return symbols
}

function withNested(message: DescMessage): DescMessage[] {
  return [message, ...message.nestedMessages.flatMap(withNested)]
}
