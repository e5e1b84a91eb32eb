import { gzipSync } from 'node:zlib'
import type { CompressionCodec } from '../src/compression/compression-codec.ts'

interface HeldCall {
  readonly records: Buffer
  resolve(compressed: Uint8Array): void
  reject(error: unknown): void
}

/** A gzip that takes its time: every call waits until the test lets it go on. */
export class HeldCodec implements CompressionCodec {
  readonly name = 'gzip'
  readonly backgroundFromBytes = 0
  readonly #calls: HeldCall[] = []
  /** How often it was called. */
  started = 0

  get held(): number {
    return this.#calls.length
  }

  compressSync(): Uint8Array {
    throw new Error('This codec only works in the background')
  }

  compress(records: Uint8Array): Promise<Uint8Array> {
    this.started++
    return new Promise((resolve, reject) => {
      this.#calls.push({ records: Buffer.from(records), resolve, reject })
    })
  }

  /** Ends the call that holds this text, or the oldest. */
  release(text = ''): void {
    const call = this.#take(text)
    call.resolve(gzipSync(call.records))
  }

  fail(error: unknown): void {
    this.#take('').reject(error)
  }

  #take(text: string): HeldCall {
    const index = this.#calls.findIndex(({ records }) => records.includes(text))
    const [call] = index < 0 ? [] : this.#calls.splice(index, 1)
    if (call === undefined) throw new Error(`Nothing with "${text}" is held`)
    return call
  }
}
