/** A catalog as translators write it: messages by name, in groups. */
export type Source = { [name: string]: string | Source }

/** The messages of a catalog by their paths, such as `linkMail.subject`. */
export function messagesOf(source: Source, path: string[] = []): Map<string, string> {
  return new Map(
    Object.entries(source).flatMap(([name, value]) =>
      typeof value === 'string'
        ? [[[...path, name].join('.'), value] as const]
        : [...messagesOf(value, [...path, name])],
    ),
  )
}
