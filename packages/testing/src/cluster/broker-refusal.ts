import type { BrokerErrorName } from '@headwater/protocol'

/**
 * What one record of a refused batch did wrong (KIP-467).
 *
 * @public
 */
export interface RecordRefusal {
  readonly batchIndex: number
  readonly batchIndexErrorMessage: string
}

/**
 * An answer with an error code, thrown where the broker notices and caught where it writes the response. `error` is
 * Kafka's name of the code.
 *
 * @public
 */
export class BrokerRefusal extends Error {
  override readonly name = 'BrokerRefusal'
  readonly error: BrokerErrorName
  readonly recordErrors: readonly RecordRefusal[]

  constructor(
    error: BrokerErrorName,
    message: string,
    recordErrors: readonly RecordRefusal[] = [],
  ) {
    super(message)
    this.error = error
    this.recordErrors = recordErrors
  }
}
