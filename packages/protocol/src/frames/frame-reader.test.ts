import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../errors/protocol-error.ts'
import { FrameReader } from './frame-reader.ts'

const MAX_FRAME_BYTES = 1000

describe('FrameReader', () => {
  const bodies = ['first', '', 'x', 'the last one'].map((text) => Buffer.from(text))
  const stream = Buffer.concat(bodies.map(framed))

  it('finds the same frames wherever the stream is split in two or three', () => {
    for (let first = 0; first <= stream.length; first++) {
      for (let second = first; second <= stream.length; second++) {
        const chunks = [
          stream.subarray(0, first),
          stream.subarray(first, second),
          stream.subarray(second),
        ]

        expect(framesOf(chunks)).toEqual(bodies)
      }
    }
  })

  it('finds the frames of a stream that comes byte by byte', () => {
    const chunks = Array.from(stream, (byte) => Buffer.from([byte]))

    expect(framesOf(chunks)).toEqual(bodies)
  })

  it('finds any frames in any chunks', () => {
    const anyBodies = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 6 })
    const anySizes = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1 })

    const property = fc.property(anyBodies, anySizes, (sent, sizes) => {
      const buffers = sent.map((body) => Buffer.from(body))
      const chunks = cut(Buffer.concat(buffers.map(framed)), sizes)

      expect(framesOf(chunks)).toEqual(buffers)
    })

    fc.assert(property)
  })

  it('hands on a frame that is in one chunk without a copy', () => {
    const chunk = framed(Buffer.from('whole'))

    const [frame] = framesOf([chunk])

    expect(frame?.buffer).toBe(chunk.buffer)
    expect(frame?.byteOffset).toBe(chunk.byteOffset + 4)
  })

  it('keeps no hold of the chunks of a frame that came in pieces', () => {
    const first = framed(Buffer.from('in pieces')).subarray(0, 7)
    const second = framed(Buffer.from('in pieces')).subarray(7)
    const reader = new FrameReader(MAX_FRAME_BYTES)
    const frames: Buffer[] = []

    reader.push(first, (frame) => frames.push(frame))
    first.fill(0)
    reader.push(second, (frame) => frames.push(frame))
    second.fill(0)

    expect(frames).toEqual([Buffer.from('in pieces')])
  })

  it('leaves a frame alone once it was handed on', () => {
    const chunks = cut(Buffer.concat([framed(Buffer.from('one')), framed(Buffer.from('two'))]), [5])

    expect(framesOf(chunks)).toEqual([Buffer.from('one'), Buffer.from('two')])
  })

  it('takes a frame of exactly the limit', () => {
    const largest = Buffer.alloc(MAX_FRAME_BYTES, 7)

    expect(framesOf(cut(framed(largest), [300]))).toEqual([largest])
  })

  it.each([
    { what: 'above the limit', lengthBytes: Buffer.from('000003e9', 'hex') },
    { what: 'negative', lengthBytes: Buffer.from('ffffffff', 'hex') },
    { what: 'the start of an HTTP response', lengthBytes: Buffer.from('HTTP') },
    { what: 'the start of a TLS alert', lengthBytes: Buffer.from('15030300', 'hex') },
  ])('S82, L33: refuses a length that is $what and shows its bytes', ({ lengthBytes }) => {
    for (const size of [1, 2, 3, 4]) {
      const error = errorOf(() => framesOf(cut(lengthBytes, [size])))

      expect(error).toBeInstanceOf(ProtocolError)
      expect(error).toMatchObject({ code: 'MALFORMED', lengthBytes })
    }
  })

  it('hands on the frames that came before a length that is none', () => {
    const reader = new FrameReader(MAX_FRAME_BYTES)
    const frames: Buffer[] = []
    const chunk = Buffer.concat([framed(Buffer.from('good')), Buffer.from('ffffffff', 'hex')])

    const error = errorOf(() => reader.push(chunk, (frame) => frames.push(frame)))

    expect(frames).toEqual([Buffer.from('good')])
    expect(error).toBeInstanceOf(ProtocolError)
  })

  it('refuses everything after a length that is none', () => {
    const reader = new FrameReader(MAX_FRAME_BYTES)
    const refuse = () => reader.push(Buffer.from('ffffffff', 'hex'), () => undefined)
    const first = errorOf(refuse)

    const second = errorOf(() => reader.push(framed(Buffer.from('good')), () => undefined))

    expect(first).toBeInstanceOf(ProtocolError)
    expect(second).toBe(first)
  })

  it('S82, L33: does not allocate what was only announced', () => {
    const reader = new FrameReader(0x7fffffff)
    const before = process.memoryUsage().arrayBuffers

    reader.push(Buffer.from('7fffffff0102', 'hex'), () => undefined)

    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
  })

  it.each([0, -1, 1.5, Number.NaN, 2 ** 31])('refuses %d as the limit', (maxFrameBytes) => {
    expect(() => new FrameReader(maxFrameBytes)).toThrow(RangeError)
  })
})

function framed(body: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length)
  return Buffer.concat([length, body])
}

function framesOf(chunks: readonly Buffer[]): Buffer[] {
  const reader = new FrameReader(MAX_FRAME_BYTES)
  const frames: Buffer[] = []
  for (const chunk of chunks) reader.push(chunk, (frame) => frames.push(frame))
  return frames
}

/** Cuts into chunks of the given sizes, over and over. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = []
  let at = 0
  while (at < bytes.length) {
    const size = sizes[chunks.length % sizes.length] ?? 1
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return chunks
}

function errorOf(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
