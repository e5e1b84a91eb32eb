import type { BrokerErrorName } from '@headwater/protocol'
import type { Closing } from '../cluster/answer.ts'
import type { ErrorDetails } from './error-details.ts'
import type { FaultAction } from './fault-action.ts'
import type { FaultRule } from './fault-rule.ts'

/**
 * What can go wrong at the requests that were matched. Each method makes one rule and returns it.
 *
 * @public
 */
export class FaultPoint {
  readonly #add: (action: FaultAction) => FaultRule

  constructor(add: (action: FaultAction) => FaultRule) {
    this.#add = add
  }

  /**
   * Refuses without applying anything. Produce, Fetch, ListOffsets and Metadata refuse only the topics and partitions that
   * the rule names and serve the others; other APIs refuse the whole request.
   */
  error(error: BrokerErrorName, details: ErrorDetails = {}): FaultRule {
    return this.#add({ kind: 'error', error, details })
  }

  /**
   * Applies the request and answers with an error all the same, for the topics and partitions that the rule names. What is
   * refused anyway keeps its own error.
   */
  applyThenError(error: BrokerErrorName, details: ErrorDetails = {}): FaultRule {
    return this.#add({ kind: 'applyThenError', error, details })
  }

  /** Applies the request at once and answers `delayMs` milliseconds later. */
  delay(delayMs: number): FaultRule {
    return this.#add({ kind: 'delay', delayMs })
  }

  /** Answers as usual, with a throttle time of `throttleMs` milliseconds (KIP-219). */
  throttle(throttleMs: number): FaultRule {
    return this.#add({ kind: 'throttle', throttleMs })
  }

  /** Neither applies nor answers; the connection hangs from then on, as with a broker that stopped. */
  dropRequest(): FaultRule {
    return this.#add({ kind: 'dropRequest' })
  }

  /** Applies the request and never answers; the connection hangs from then on. */
  applyThenDrop(): FaultRule {
    return this.#add({ kind: 'applyThenDrop' })
  }

  /** Closes the connection without applying the request: in order, or with `rst` at once. */
  disconnect(options: { readonly rst?: boolean } = {}): FaultRule {
    return this.#add({ kind: 'disconnect', how: closingOf(options) })
  }

  /** Applies the request, then closes the connection in place of the answer: the acknowledgement is lost. */
  applyThenDisconnect(options: { readonly rst?: boolean } = {}): FaultRule {
    return this.#add({ kind: 'applyThenDisconnect', how: closingOf(options) })
  }

  /** Applies the request and closes the connection after so many bytes of the answer, its length prefix included. */
  cutResponseAt(byte: number): FaultRule {
    return this.#add({ kind: 'cutResponseAt', byte })
  }

  /** Applies the request and answers what `change` makes of the answer, its length prefix included. */
  corrupt(change: (response: Buffer) => Buffer): FaultRule {
    return this.#add({ kind: 'corrupt', change })
  }

  /**
   * Applies the request and answers what `change` makes of the answer: a message as `@headwater/protocol` has it, in whatever
   * version the client speaks.
   */
  changeAnswer(change: (response: unknown) => unknown): FaultRule {
    return this.#add({ kind: 'changeAnswer', change })
  }

  /** Applies the request and answers with a wrong length in front; an int32, in bytes. */
  lengthPrefix(length: number): FaultRule {
    return this.#add({ kind: 'lengthPrefix', length })
  }

  /** Applies the request and answers as if to a request that the client never made. */
  wrongCorrelationId(): FaultRule {
    return this.#add({ kind: 'wrongCorrelationId' })
  }

  /** Applies the request and answers it twice. */
  duplicateResponse(): FaultRule {
    return this.#add({ kind: 'duplicateResponse' })
  }

  /** Applies the request and keeps the answer until the rule's `release()`. */
  hold(): FaultRule {
    return this.#add({ kind: 'hold' })
  }
}

function closingOf({ rst = false }: { readonly rst?: boolean }): Closing {
  return rst ? 'reset' : 'end'
}
