import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Floor } from './floor.ts'

/** Of 108 bytes each, in a batch of 64 KiB. */
const BATCH_RECORDS = 560

/** The promises of a batch: each is a reaction to that of the batch, which is the least that we know of. */
class PromisedBatch {
  readonly #settled: Promise<void>
  readonly settle: () => void
  promiseCount = 0
  #told = 0

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#settled = promise
    this.settle = resolve
  }

  add(): Promise<number> {
    this.promiseCount++
    return this.#settled.then(this.#tellNext)
  }

  readonly #tellNext = (): number => this.#told++
}

/**
 * A promise for each record, so many unsettled at any time, and a caller behind each. They settle batch by batch, the oldest
 * first. With one partition those of a batch are told in the order in which they were made; with several they lie among those
 * of other batches.
 */
export function promises(window: number, partitions: number): Floor {
  const nextPartition = pseudoRandom(partitions)
  const open = new Array<PromisedBatch | null>(partitions).fill(null)
  const full: PromisedBatch[] = []
  let unsettledCount = 0
  const tell = (): void => {
    unsettledCount--
  }
  return {
    title: `a bare promise a record, ${window.toLocaleString('en')} unsettled, partitions: ${partitions}`,
    async round() {
      while (unsettledCount < window) {
        const partition = nextPartition()
        const batch = (open[partition] ??= new PromisedBatch())
        batch.add().then(tell)
        unsettledCount++
        if (batch.promiseCount === BATCH_RECORDS) {
          full.push(batch)
          open[partition] = null
        }
      }
      for (let count = 0; count < partitions; count++) full.shift()?.settle()
      await nextTurn()
      return window - unsettledCount
    },
  }
}

/** As keys do: without an order that a processor could foresee. */
function pseudoRandom(below: number): () => number {
  let state = 1
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 16) % below
  }
}
