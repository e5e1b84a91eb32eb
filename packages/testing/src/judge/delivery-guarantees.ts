/**
 * What a client promised, and thus what the judge holds it to. Whatever it promised: bytes are never changed, a record of which
 * it says that it is not stored is not stored, and every record settles once, in time.
 *
 * @public
 */
export interface DeliveryGuarantees {
  /** An acknowledged record is stored: `acks` `'all'`. */
  readonly durable: boolean
  /** No record is stored twice: idempotence. */
  readonly unique: boolean
  /** Records of one session are stored, partition by partition, in the order in which they were sent: idempotence. */
  readonly ordered: boolean
}

/**
 * What a producer with `acks` `'all'` and idempotence promises, which is the default.
 *
 * @public
 */
export const FULL_GUARANTEES: DeliveryGuarantees = Object.freeze({
  durable: true,
  unique: true,
  ordered: true,
})
