import { ProducerError } from '../errors/producer-error.ts'
import type { BrokerConnection } from '../network/broker-connection.ts'
import type { BatchOutcome } from './batch-outcome.ts'
import type { ProduceCall } from './produce-call.ts'
import type { ProduceResults } from './produce-results.ts'

interface UnansweredRequest {
  readonly connection: BrokerConnection
  readonly call: ProduceCall
}

/**
 * Requests with `acks: 0`, which no broker answers: they count as in flight until their bytes have left, which is all that can
 * be known.
 */
export class UnansweredRequests {
  #requests: UnansweredRequest[] = []

  get any(): boolean {
    return this.#requests.length > 0
  }

  add(connection: BrokerConnection, call: ProduceCall): void {
    this.#requests.push({ connection, call })
  }

  /** Settles those whose bytes have left, or never will; the others stay. */
  settle(results: ProduceResults, nowMs: number): void {
    const requests = this.#requests
    this.#requests = []
    for (const request of requests) {
      const { connection, call } = request
      if (!connection.isOpen) results.onUnanswered(call, LOST_ON_THE_WAY)
      else if (connection.bufferedBytes > 0 || results.leftInTurn <= 0) this.#requests.push(request)
      else {
        call.broker.leaveWire(call.unfilled)
        for (const batch of call.unanswered) results.apply(batch, NOT_STORED_NOR_TOLD, nowMs)
      }
    }
  }
}

const NOT_STORED_NOR_TOLD: BatchOutcome = Object.freeze({
  kind: 'acknowledged',
  baseOffset: -1,
  logAppendTimeMs: -1,
})

const LOST_ON_THE_WAY = new ProducerError(
  'BROKERS_UNREACHABLE',
  'The connection was lost before the records had left',
  { retriable: true, persisted: 'possibly' },
)
