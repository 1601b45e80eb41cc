import { deflateSync } from 'node:zlib'
import type { Brand } from '@passlink/store'

/** A brand that has everything. */
export const brand: Brand = {
  colors: { accent: '#0b6e4f' },
  sender: { name: 'Acme Accounts', address: 'accounts@acme.example' },
  replyTo: 'help@acme.example',
  signInUrl: 'https://acme.example/sign-in',
  accountUrl: 'https://acme.example/account',
  supportUrl: 'https://acme.example/help',
}

const [width, height] = [40, 40]

/** A logo: a green disc with a white ring in it, as a PNG. */
export const logo = `data:image/png;base64,${Buffer.concat([
  Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
  chunk('IHDR', Buffer.from([0, 0, 0, width, 0, 0, 0, height, 8, 6, 0, 0, 0])),
  chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: height }, (_, y) => row(y))))),
  chunk('IEND', Buffer.alloc(0)),
]).toString('base64')}`

function row(y: number): Buffer {
  const pixels = Array.from({ length: width }, (_, x) => {
    const radius = Math.hypot(x - 19.5, y - 19.5)
    if (radius > 20) return [0, 0, 0, 0]
    return radius > 8 && radius < 13 ? [255, 255, 255, 255] : [11, 110, 79, 255]
  })
  return Buffer.from([0, ...pixels.flat()])
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type), data])
  const [length, checksum] = [data.length, crcOf(content)].map(number => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(number)
    return bytes
  })
  return Buffer.concat([length as Buffer, content, checksum as Buffer])
}

function crcOf(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
