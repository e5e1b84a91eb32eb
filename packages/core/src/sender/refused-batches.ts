import { Fifo } from '../accumulator/fifo.ts'
import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import { refusedError } from './batch-errors.ts'
import type { BatchSettlement } from './batch-settlement.ts'
import type { ProduceResults } from './produce-results.ts'

interface RefusedBatch {
  readonly batch: ProducerBatch
  readonly refusal: ProducerError
}

/**
 * Batches that cannot go on since no broker gives a producer id. They fail as many in a turn as may settle in one; what is
 * on the wire under the id before waits for its answer.
 */
export class RefusedBatches {
  readonly #settlement: BatchSettlement
  readonly #batches = new Fifo<RefusedBatch>()

  constructor(settlement: BatchSettlement) {
    this.#settlement = settlement
  }

  /** Whether some have not failed yet. */
  get pending(): boolean {
    return this.#batches.first !== undefined
  }

  add(batches: readonly ProducerBatch[], refusal: ProducerError): void {
    for (const batch of batches) this.#batches.push({ batch, refusal })
  }

  /** Fails as many as this turn may still settle. */
  settle(results: ProduceResults, nowMs: number): void {
    while (results.leftInTurn > 0) {
      const next = this.#batches.shift()
      if (next === undefined) return
      const { batch, refusal } = next
      if (!batch.settled) results.countSettled(batch.recordCount)
      this.#settlement.failQueued(batch, refusedError(batch, refusal), nowMs)
    }
  }
}
