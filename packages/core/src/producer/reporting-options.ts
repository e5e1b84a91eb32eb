import type { Logger } from '../diagnostics/logger.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { EncodedRecord } from '../record/encoded-record.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'
import type { Clock } from '../time/clock.ts'
import type { Random } from '../time/random.ts'

/** Whom the producer tells, and what it takes time and chance from. @public */
export interface ReportingOptions {
  /**
   * Called with every record that fails, before its promise rejects; the promise is then marked as handled, so one that
   * nobody awaits raises no `unhandledRejection`. `record` is `null` when the record failed before it was encoded. What it
   * throws is logged and dropped. No Kafka key.
   * @default none: Node's rule for unhandled rejections applies
   */
  readonly onError?: ((error: ProducerError, record: EncodedRecord | null) => void) | undefined

  /** Called with every record that is acknowledged. What it throws is logged and dropped. No Kafka key. @default none */
  readonly onDelivery?: ((metadata: RecordMetadata, record: EncodedRecord) => void) | undefined

  /**
   * Where the producer says what happens to it: `'console'` writes warnings and errors to the error stream, one line each;
   * `'silent'` writes nothing; or a logger of your own, whose failures are dropped. No Kafka key.
   * @default 'console'
   */
  readonly logger?: Logger | 'console' | 'silent' | undefined

  /** Time, timers and turns of the event loop, for tests and simulations. No Kafka key. @default the system's clock */
  readonly clock?: Clock | undefined

  /** Randomness for jitter and for the choice of partitions, for tests. No Kafka key. @default `Math.random` */
  readonly random?: Random | undefined
}
