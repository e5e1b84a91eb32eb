/**
 * A promise that was broken:
 * - `O1` acknowledged, and not stored exactly once at the offset that was told;
 * - `O2` rejected with `persisted: 'no'`, and stored;
 * - `O3` rejected with `persisted: 'possibly'`, and stored more than once;
 * - `O4` stored in another order than sent;
 * - `O5` stored elsewhere or otherwise than sent, or sent by nobody;
 * - `O6` not settled, settled twice, late, or with an error that does not say whether it is stored;
 * - `SEQUENCE_REUSED` a sequence that was appended came again with other bytes;
 * - `SEQUENCE_GAP` sequences of a producer id and epoch leave some out in a partition;
 * - `EPOCH_REGRESSION` an older epoch of a producer id stands behind a newer one;
 * - `HINT_IGNORED` batches went to a broker that had named another leader long before;
 * - `TOO_MANY_IN_FLIGHT` more requests waited on a connection than the client may have in flight;
 * - `THROTTLE_IGNORED` a client went on producing on a connection whose broker had asked it for silence (KIP-219);
 * - `USED_AFTER_CLOSE` a client asked something after it had closed;
 * - `DIALLED_TOO_OFTEN` a broker was dialled more often than a client with backoff would.
 *
 * @public
 */
export type FindingRule =
  | 'O1'
  | 'O2'
  | 'O3'
  | 'O4'
  | 'O5'
  | 'O6'
  | 'SEQUENCE_REUSED'
  | 'SEQUENCE_GAP'
  | 'EPOCH_REGRESSION'
  | 'HINT_IGNORED'
  | 'TOO_MANY_IN_FLIGHT'
  | 'THROTTLE_IGNORED'
  | 'USED_AFTER_CLOSE'
  | 'DIALLED_TOO_OFTEN'

/**
 * What the judge found.
 *
 * @public
 */
export interface Finding {
  readonly rule: FindingRule
  /** One line. */
  readonly what: string
  /** The life of the record, a line per event, where the finding is about a record. */
  readonly history: readonly string[]
}
