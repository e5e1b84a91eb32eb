import { apiByKey, decode, decodeResponseHeader, encodeResponseFrame } from '@headwater/protocol'
import type { Random } from '../../src/time/random.ts'
import type { OpenRequest } from './delivered-stream.ts'
import { randomInteger } from './random-integer.ts'

const LENGTH_BYTES = 4
const MAX_ATTEMPTS = 20

const NUMBERS = [0, 1, -1, 2, 7, 35, 59, 100, 127, -128, 32_767, -32_768, 0x7fff_ffff, -0x8000_0000]
const LARGE_NUMBERS = [0n, 1n, -1n, 2n ** 31n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)]
const TEXTS = [
  '',
  '__proto__',
  'constructor',
  '127.0.0.1',
  'a\r\nb\u001b[2J\u2028',
  '\u0000',
  'x'.repeat(300),
  'AAAAAAAAAAAAAAAAAAAAAA',
]

/**
 * An answer that is well formed and untrue: one to four of its values are others, parts are missing, repeated or null. What
 * bytes at random hardly ever hit.
 */
export function lyingAnswer(request: OpenRequest, frame: Buffer, random: Random): Buffer {
  const api = apiByKey(request.apiKey)
  if (api === undefined) return frame
  const header = decodeResponseHeader(api.response, request.version, frame.subarray(LENGTH_BYTES))
  const truth = decode(
    api.response,
    request.version,
    frame.subarray(LENGTH_BYTES + header.bodyOffset),
  )
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    let told: unknown = truth
    for (let lies = randomInteger(random, 1, 4); lies > 0; lies--) told = withLie(told, random)
    try {
      return encodeResponseFrame(api.response, request.version, request.correlationId, told)
    } catch {
      // A number that its field cannot hold, or null where there must be something: another lie.
    }
  }
  return frame
}

function withLie(value: unknown, random: Random): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return pick(NUMBERS, random)
  if (typeof value === 'bigint') return pick(LARGE_NUMBERS, random)
  if (value === null || random.next() < 0.05) return pick([null, '', [], ...TEXTS], random)
  if (typeof value === 'string') return pick(TEXTS, random)
  if (Array.isArray(value)) return listWithLie(value, random)
  if (value instanceof Uint8Array || typeof value !== 'object') return value
  const entries = Object.entries(value)
  const chosen = randomInteger(random, 0, entries.length - 1)
  return Object.fromEntries(
    entries.map(([name, inner], index) => [
      name,
      index === chosen ? withLie(inner, random) : inner,
    ]),
  )
}

function listWithLie(list: readonly unknown[], random: Random): unknown[] {
  if (list.length === 0) return []
  const at = randomInteger(random, 0, list.length - 1)
  switch (randomInteger(random, 0, 5)) {
    case 0:
      return []
    case 1:
      return list.toSpliced(at, 1)
    case 2:
      return Array.from({ length: randomInteger(random, 2, 50) }, () => list[at])
    default:
      return list.with(at, withLie(list[at], random))
  }
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[randomInteger(random, 0, items.length - 1)] as Item
}
