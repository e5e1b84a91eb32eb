import type { BrokerErrorName } from '@headwater/protocol'
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
  error(error: BrokerErrorName, details: { readonly message?: string } = {}): FaultRule {
    return this.#add({ kind: 'error', error, message: details.message ?? `Injected ${error}` })
  }

  /** Applies the request and answers with an error all the same, for the topics and partitions that the rule names. */
  applyThenError(error: BrokerErrorName, details: { readonly message?: string } = {}): FaultRule {
    return this.#add({
      kind: 'applyThenError',
      error,
      message: details.message ?? `Injected ${error}`,
    })
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

  /** Closes the connection without applying the request. */
  disconnect(): FaultRule {
    return this.#add({ kind: 'disconnect' })
  }

  /** Applies the request, then closes the connection in place of the answer: the acknowledgement is lost. */
  applyThenDisconnect(): FaultRule {
    return this.#add({ kind: 'applyThenDisconnect' })
  }

  /** Applies the request and closes the connection after so many bytes of the answer, its length prefix included. */
  cutResponseAt(byte: number): FaultRule {
    return this.#add({ kind: 'cutResponseAt', byte })
  }

  /** Applies the request and answers what `change` makes of the answer, its length prefix included. */
  corrupt(change: (response: Buffer) => Buffer): FaultRule {
    return this.#add({ kind: 'corrupt', change })
  }

  /** Applies the request and answers with a wrong length in front; an int32, in bytes. */
  lengthPrefix(length: number): FaultRule {
    return this.#add({ kind: 'lengthPrefix', length })
  }

  /** Applies the request and keeps the answer until the rule's `release()`. */
  hold(): FaultRule {
    return this.#add({ kind: 'hold' })
  }
}
