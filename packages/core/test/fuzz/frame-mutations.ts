import type { Random } from '../../src/time/random.ts'
import { randomInteger } from './random-integer.ts'

const LENGTH_BYTES = 4
const CORRELATION_ID_AT = 4

/** What reaches the client instead of an answer. */
export interface HostileBytes {
  readonly bytes: Buffer
  /** What the broker does behind them: goes on as if nothing was, says nothing any more, or closes. */
  readonly behind: 'goesOn' | 'stalls' | 'closes'
}

/** Makes something hostile of a whole answer, its length included. */
export type FrameMutation = (frame: Buffer, random: Random) => HostileBytes

const LENGTHS = [0x7fff_ffff, 16_777_217, 16_777_216, 65_537, 3, 1, 0, -1, -4, -0x8000_0000]

/** Counts and lengths that a stranger would try, as int16, as int32 and as varint. */
const HOSTILE_NUMBERS = [
  '7fffffff',
  '80000000',
  'ffffffff',
  'fffffffe',
  '7fff',
  '8000',
  'fffe',
  'ffffffff07',
  'ffffffff0f',
  'ffffffff7f',
  'ffffffffffffffffff01',
  '8080808080808080',
  '00',
  '01',
].map((hex) => Buffer.from(hex, 'hex'))

const STRANGERS = [
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html></html>',
  'SSH-2.0-OpenSSH_9.2\r\n',
  '-ERR unknown command\r\n',
].map((text) => Buffer.from(text))

// A TLS 1.2 alert "protocol version", and the beginning of a server hello.
const TLS = ['15030300020246', '160303003d0200003903035f0000000000000000'].map((hex) =>
  Buffer.from(hex, 'hex'),
)

export const FRAME_MUTATIONS: Readonly<Record<string, FrameMutation>> = {
  length: (frame, random) => ({
    bytes: changed(frame, (copy) => copy.writeInt32BE(pick(LENGTHS, random), 0)),
    behind: 'stalls',
  }),
  'count or length': (frame, random) => overwritten(frame, pick(HOSTILE_NUMBERS, random), random),
  'flipped bits': (frame, random) => ({
    bytes: changed(frame, (copy) => {
      for (let flips = randomInteger(random, 1, 8); flips > 0; flips--) {
        const at = randomInteger(random, 0, copy.length - 1)
        copy.writeUInt8(copy.readUInt8(at) ^ (1 << randomInteger(random, 0, 7)), at)
      }
    }),
    behind: 'goesOn',
  }),
  truncated: (frame, random) => ({
    bytes: frame.subarray(0, randomInteger(random, 0, frame.length - 1)),
    behind: pick(['stalls', 'closes', 'goesOn'], random),
  }),
  'truncated, with its length': (frame, random) => {
    const kept = randomInteger(random, LENGTH_BYTES, frame.length - 1)
    return { bytes: withLength(frame.subarray(0, kept)), behind: 'goesOn' }
  },
  inserted: (frame, random) => {
    const at = randomInteger(random, 0, frame.length)
    const bytes = Buffer.concat([frame.subarray(0, at), noise(random, 16), frame.subarray(at)])
    return { bytes: random.next() < 0.5 ? withLength(bytes) : bytes, behind: 'goesOn' }
  },
  'cut out': (frame, random) => {
    const at = randomInteger(random, LENGTH_BYTES, frame.length - 1)
    const end = at + randomInteger(random, 1, 16)
    const bytes = Buffer.concat([frame.subarray(0, at), frame.subarray(end)])
    return { bytes: random.next() < 0.5 ? withLength(bytes) : bytes, behind: 'goesOn' }
  },
  'correlation id': (frame, random) => ({
    bytes: changed(frame, (copy) => {
      const id = copy.readInt32BE(CORRELATION_ID_AT)
      const wrong = pick([id + 1, id - 1, -1, 0x7fff_ffff, -0x8000_0000], random)
      copy.writeInt32BE(wrong | 0, CORRELATION_ID_AT)
    }),
    behind: 'goesOn',
  }),
  repeated: (frame) => ({ bytes: Buffer.concat([frame, frame]), behind: 'goesOn' }),
  HTTP: (_frame, random) => ({
    bytes: pick(STRANGERS, random),
    behind: pick(['closes', 'stalls'], random),
  }),
  TLS: (_frame, random) => ({
    bytes: pick(TLS, random),
    behind: pick(['closes', 'stalls'], random),
  }),
  noise: (_frame, random) => ({ bytes: noise(random, 300), behind: 'goesOn' }),
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[randomInteger(random, 0, items.length - 1)] as Item
}

function changed(frame: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(frame)
  change(copy)
  return copy
}

/** Behind the correlation id, so that it is the body that is hostile. */
function overwritten(frame: Buffer, bytes: Buffer, random: Random): HostileBytes {
  const at = randomInteger(
    random,
    Math.min(CORRELATION_ID_AT + 4, frame.length - 1),
    frame.length - 1,
  )
  const parts = [frame.subarray(0, at), bytes, frame.subarray(at + bytes.length)]
  return { bytes: withLength(Buffer.concat(parts)), behind: 'goesOn' }
}

function withLength(frame: Buffer): Buffer {
  return changed(frame, (copy) => copy.writeInt32BE(copy.length - LENGTH_BYTES, 0))
}

function noise(random: Random, most: number): Buffer {
  return Buffer.from(
    Array.from({ length: randomInteger(random, 1, most) }, () => randomInteger(random, 0, 255)),
  )
}
