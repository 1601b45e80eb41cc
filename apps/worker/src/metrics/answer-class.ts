/** The classes of replies and answers; `none`: there was none, or none that could be read. */
export const answerClasses = ['2xx', '3xx', '4xx', '5xx', 'none'] as const

export type AnswerClass = (typeof answerClasses)[number]

/** The class of the code of a reply (RFC 5321 section 4.2) or of the status of an answer (RFC 9110 section 15). */
export function classOf(code: number | null | undefined): AnswerClass {
  const answerClass = answerClasses.find(([digit]) => digit === String(code ?? '')[0])
  return answerClass ?? 'none'
}
