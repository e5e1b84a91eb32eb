import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode, ProtocolError } from '../src/index.ts'
import { MESSAGE_VERSIONS, type MessageVersion, messageArbitrary } from './message-arbitrary.ts'

const VALID_FRAMES = 5000
const MUTATIONS_OF_EACH = 20

/** The 100,000 frames take seconds, and more of them on a busy machine. */
const TIMEOUT_MS = 120_000

/** Lengths and counts that a stranger would try: huge, negative, just past an edge; also as varints. */
const HOSTILE_BYTES = [
  '7fffffff',
  '80000000',
  'ffffffff',
  'fffffffe',
  '7fff',
  '8000',
  'fffe',
  'ffffffff0f',
  'ffffffff07',
  'ffffffff7f',
  'ffffffffffffffff',
  '8080808000',
  '00',
  '01',
  '02',
].map((hex) => Buffer.from(hex, 'hex'))

const validFrames = fc.constantFrom(...MESSAGE_VERSIONS).chain((messageVersion) =>
  messageArbitrary(messageVersion).map((value) => ({
    ...messageVersion,
    bytes: encode(messageVersion.schema, messageVersion.version, value),
  })),
)

const mutations = fc.array(
  fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('overwrite', 'insert', 'cut', 'truncate'),
    bytes: fc.oneof(
      fc.constantFrom(...HOSTILE_BYTES),
      fc.uint8Array({ minLength: 1, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    ),
  }),
  { minLength: 1, maxLength: 3 },
)

const manyMutations = fc.array(mutations, {
  minLength: MUTATIONS_OF_EACH,
  maxLength: MUTATIONS_OF_EACH,
})

describe('S82: a frame that was tampered with', () => {
  it(
    'decodes to no more than its bytes hold, or is refused as malformed',
    () => {
      const outcomes: string[] = []

      const property = fc.property(validFrames, manyMutations, (valid, attempts) => {
        const seen = attempts.map((changes) =>
          outcomeOf(valid, changes.reduce(mutate, valid.bytes)),
        )
        expect(seen.filter((outcome) => outcome !== 'accepted' && outcome !== 'refused')).toEqual(
          [],
        )
        outcomes.push(...seen)
      })
      fc.assert(property, { numRuns: VALID_FRAMES })

      const refused = outcomes.filter((outcome) => outcome === 'refused').length
      expect(refused).toBeGreaterThan(VALID_FRAMES)
      expect(outcomes.length - refused).toBeGreaterThan(VALID_FRAMES)
    },
    TIMEOUT_MS,
  )

  it('makes the decoder allocate no buffer, whatever length it announces', () => {
    const frames = fc.sample(validFrames, 300)
    const before = process.memoryUsage().arrayBuffers

    for (const frame of frames) {
      const { bytes } = frame
      for (let at = 0; at + 4 <= bytes.length; at++) {
        const original = bytes.readInt32BE(at)
        bytes.writeInt32BE(0x7fffffff, at)
        outcomeOf(frame, bytes)
        bytes.writeInt32BE(original, at)
      }
    }

    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
  })
})

interface Mutation {
  readonly at: number
  readonly kind: string
  readonly bytes: Buffer
}

function mutate(frame: Buffer, { at, kind, bytes }: Mutation): Buffer {
  const start = at % (frame.length + 1)
  const before = frame.subarray(0, start)
  switch (kind) {
    case 'overwrite':
      return Buffer.concat([before, bytes, frame.subarray(start + bytes.length)])
    case 'insert':
      return Buffer.concat([before, bytes, frame.subarray(start)])
    case 'cut':
      return Buffer.concat([before, frame.subarray(start + bytes.length)])
    default:
      return before
  }
}

function outcomeOf({ schema, version }: MessageVersion, frame: Buffer): string {
  try {
    const least = leastBytes(decode(schema, version, frame))
    return least <= frame.length ? 'accepted' : `${least} bytes out of ${frame.length}`
  } catch (error) {
    return error instanceof ProtocolError && error.code === 'MALFORMED' ? 'refused' : String(error)
  }
}

/** How many bytes a decoded value must have taken at least; shared defaults took none. */
function leastBytes(value: unknown): number {
  if (value instanceof Uint8Array) return value.length
  if (typeof value === 'bigint') return 8
  // A text of 22 characters may be a UUID, which takes 16 bytes.
  if (typeof value === 'string') return value.length === 22 ? 16 : value.length
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return 0
  const inner = Object.values(value).reduce((sum: number, part) => sum + leastBytes(part), 0)
  return Array.isArray(value) ? Math.max(value.length, inner) : inner
}
