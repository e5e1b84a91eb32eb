import { writeUtf8 } from '../record-format/utf8.ts'
import type { KeyPartitioner } from './key-partitioner.ts'
import { murmur2, partitionForKey } from './murmur2.ts'

const SCRATCH_BYTES = 512

/** Puts keys where Java's producer puts them. */
export class Murmur2Partitioner implements KeyPartitioner {
  #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES)

  partition(key: string | Uint8Array, keyLength: number, partitionCount: number): number {
    return partitionForKey(this.#hash(key, keyLength), partitionCount)
  }

  #hash(key: string | Uint8Array, keyLength: number): number {
    if (typeof key !== 'string') return murmur2(key, 0, keyLength)
    if (keyLength > this.#scratch.length) this.#scratch = Buffer.allocUnsafeSlow(keyLength * 2)
    writeUtf8(this.#scratch, 0, key, keyLength)
    return murmur2(this.#scratch, 0, keyLength)
  }
}
