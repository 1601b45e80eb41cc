import { expect, test } from 'vitest'
import { isWholeAnswer } from './http-answer.ts'

const head = 'HTTP/1.1 200 OK\r\n'

test.each([
  ['its head is cut off', `${head}Content-Length: 2\r\n`, false],
  ['its body is cut off', `${head}Content-Length: 2\r\n\r\n{`, false],
  ['it has the announced length', `${head}Content-Length: 2\r\n\r\n{}`, true],
  ['its last chunk is missing', `${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`, false],
  ['it ends with the last chunk', `${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`, true],
])('an answer is whole or not when %s', (_, received, whole) => {
  expect(isWholeAnswer(received)).toBe(whole)
})
