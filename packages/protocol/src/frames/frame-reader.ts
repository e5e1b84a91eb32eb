import { ProtocolError } from '../errors/protocol-error.ts'

const LENGTH_BYTES = 4
const MAX_LENGTH = 0x7fffffff
const NOTHING = Buffer.alloc(0)

/**
 * Cuts a stream of bytes into frames: four bytes of length, then as many bytes of request or response.
 *
 * A frame that arrived in one piece is handed on as a view of its chunk; only one that came in pieces is copied. Memory
 * grows with what arrived, up to twice as much, never with a length that was merely announced.
 *
 * @public
 */
export class FrameReader {
  readonly #maxFrameBytes: number
  readonly #lengthBytes = Buffer.alloc(LENGTH_BYTES)
  #lengthBytesFilled = 0
  /** Bytes in the current frame; meaningless until its length is complete. */
  #frameBytes = 0
  #partialFrame = NOTHING
  #partialFrameFilled = 0
  #failure: ProtocolError | undefined

  /** @param maxFrameBytes The longest frame that is taken, in bytes without its length: 1 to 2^31 − 1. */
  constructor(maxFrameBytes: number) {
    if (!Number.isInteger(maxFrameBytes) || maxFrameBytes < 1 || maxFrameBytes > MAX_LENGTH) {
      throw new RangeError(`maxFrameBytes must be 1 to ${MAX_LENGTH}, got ${maxFrameBytes}`)
    }
    this.#maxFrameBytes = maxFrameBytes
  }

  /**
   * Takes the next bytes of the stream and calls back once for each frame that they complete, without its length. When
   * `onFrame` throws, the rest of `chunk` is lost and with it the framing: the stream must be closed.
   *
   * @throws {ProtocolError} `MALFORMED`: negative or above the limit is no length; `lengthBytes` shows what was received.
   *   Every later call throws the same error.
   */
  push(chunk: Buffer, onFrame: (frame: Buffer) => void): void {
    if (this.#failure !== undefined) throw this.#failure
    let at = 0
    while (at < chunk.length) {
      if (this.#lengthBytesFilled < LENGTH_BYTES) {
        at = this.#readLength(chunk, at)
        if (this.#lengthBytesFilled < LENGTH_BYTES) return
      }
      const end = at + this.#frameBytes - this.#partialFrameFilled
      if (end > chunk.length) return this.#keep(chunk.subarray(at))
      const frame = this.#completeFrame(chunk.subarray(at, end))
      at = end
      onFrame(frame)
    }
  }

  /** Takes bytes of the length from `chunk` and returns where the next ones are. */
  #readLength(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + LENGTH_BYTES - this.#lengthBytesFilled)
    // By hand, since the call of `copy` costs more than four bytes, at a moment when no cache holds anything of ours.
    for (let from = at; from < end; from++) {
      this.#lengthBytes[this.#lengthBytesFilled++] = chunk[from] as number
    }
    if (this.#lengthBytesFilled === LENGTH_BYTES) {
      this.#frameBytes = this.#lengthBytes.readInt32BE(0)
      if (this.#frameBytes < 0 || this.#frameBytes > this.#maxFrameBytes) throw this.#fail()
    }
    return end
  }

  #fail(): ProtocolError {
    this.#failure = new ProtocolError(
      'MALFORMED',
      `Frame of ${this.#frameBytes} bytes announced, 0 to ${this.#maxFrameBytes} are taken`,
      { lengthBytes: this.#lengthBytes },
    )
    return this.#failure
  }

  #keep(bytes: Buffer): void {
    const needed = this.#partialFrameFilled + bytes.length
    if (needed > this.#partialFrame.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(this.#frameBytes, needed * 2))
      this.#partialFrame.copy(grown, 0, 0, this.#partialFrameFilled)
      this.#partialFrame = grown
    }
    this.#partialFrame.set(bytes, this.#partialFrameFilled)
    this.#partialFrameFilled = needed
  }

  /** The frame that `lastBytes` complete; the reader is then ready for the next one. */
  #completeFrame(lastBytes: Buffer): Buffer {
    let frame = lastBytes
    if (this.#partialFrameFilled > 0) {
      this.#keep(lastBytes)
      frame = this.#partialFrame.subarray(0, this.#frameBytes)
      this.#partialFrame = NOTHING
      this.#partialFrameFilled = 0
    }
    this.#lengthBytesFilled = 0
    return frame
  }
}
