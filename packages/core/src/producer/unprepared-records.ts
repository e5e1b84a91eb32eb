import { PendingRecord } from '../accumulator/pending-record.ts'
import type { Recipient } from '../accumulator/recipient.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { TopicRecord } from '../record/producer-record.ts'
import { MAX_SETTLED_IN_TURN } from '../sender/max-settled-in-turn.ts'
import { byteLengthOf } from '../serialization/byte-length-of.ts'
import { isBytes } from '../serialization/is-bytes.ts'
import type { Clock } from '../time/clock.ts'
import { checkSignal } from './check-signal.ts'
import type { RecordAdmission } from './record-admission.ts'
import type { RecordForm } from './record-form.ts'
import type { RecordSerialization } from './record-serialization.ts'
import { refusalError, unpreparedError } from './refusals.ts'
import type { PreparationListener, SerializerPreparation } from './serializer-preparation.ts'
import type { TopicState } from './topic-state.ts'
import type { WaitingRecord } from './waiting-record.ts'
import type { WaitingRecords } from './waiting-records.ts'

export interface UnpreparedRecordsDependencies {
  readonly waitingRecords: WaitingRecords
  readonly admission: RecordAdmission
  readonly serialization: RecordSerialization
  readonly clock: Clock
  /** The state of a topic; it may be another one than when a record came. */
  readonly topicOf: (name: string) => TopicState
}

/**
 * Records that came before the first `prepare` of their serializers had ended. They wait for it in order. Kept is what the caller
 * gave in that turn: text, copies of bytes, the encoded headers. An object is kept as it is, since only its serializer could
 * copy it; what the caller changes in it meanwhile is what is sent.
 */
export class UnpreparedRecords implements Omit<PreparationListener, 'onDone'> {
  readonly #dependencies: UnpreparedRecordsDependencies

  constructor(dependencies: UnpreparedRecordsDependencies) {
    this.#dependencies = dependencies
  }

  /**
   * Takes a record, which waits for its serializers.
   *
   * @throws ProducerError `BUFFER_EXHAUSTED`, `ABORTED`; `SERIALIZATION_FAILED` where nobody may wait
   */
  take<Key, Value>(
    preparation: SerializerPreparation,
    topic: TopicState,
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
    recipient: Recipient,
    signal: AbortSignal | undefined,
  ): void {
    const { waitingRecords, serialization, clock } = this.#dependencies
    checkSignal(signal, topic.name)
    preparation.start()
    if (waitingRecords.maxWaitMs === 0) throw unpreparedError(topic, 0)
    const { key, value, partition, timestamp } = record
    const kept = { key: copyBytes(key), value: copyBytes(value), partition, timestamp }
    const envelope = new PendingRecord()
    envelope.headers = serialization.headers(record, form)
    envelope.timestamp = clock.wallTime()
    envelope.address(recipient)
    // As far as it can be told: what an object will take is known when it is serialized.
    envelope.keyLength = givenLength(key)
    envelope.valueLength = givenLength(value)
    const waiting = waitingRecords.add(preparation.waiting, topic, envelope, signal)
    waiting.unserialized = { record: kept, form, preparation, attempt: preparation.attempts }
  }

  /** Serializes those who waited, in order and only so many in a turn; who comes meanwhile queues behind them. */
  onPrepared(preparation: SerializerPreparation): void {
    const { waitingRecords, clock } = this.#dependencies
    const { waiting: list } = preparation
    let left = MAX_SETTLED_IN_TURN
    for (let waiting = list.first; waiting !== null && left > 0; waiting = list.first) {
      left--
      try {
        this.#complete(waiting)
      } catch (thrown) {
        waitingRecords.fail(waiting, refusalError(waiting.topic.name, thrown))
      }
    }
    if (list.first === null) preparation.finish()
    else clock.scheduleTurn(() => this.onPrepared(preparation))
  }

  onPreparationFailed(preparation: SerializerPreparation, error: ProducerError): void {
    this.#dependencies.waitingRecords.doomAll(preparation.waiting, error)
  }

  #complete(waiting: WaitingRecord): void {
    const { waitingRecords, admission, serialization, topicOf } = this.#dependencies
    const { unserialized, record: envelope } = waiting
    if (unserialized === null) throw new Error('A record is serialized once')
    const { record, form } = unserialized
    const pending = serialization.complete(waiting.topic.name, record, form, envelope.headers)
    if (waitingRecords.isGivenUp(waiting)) return // Its caller gave it up while it was serialized.
    if (record.timestamp === undefined) pending.timestamp = envelope.timestamp
    pending.address(envelope)
    // The topic may have been forgotten meanwhile: nobody would ever learn the partitions of the state that it came with.
    waitingRecords.moveTo(waiting, topicOf(waiting.topic.name))
    waitingRecords.replace(waiting, pending)
    admission.enter(waiting)
  }
}

/** Bytes are the caller's to use again; whatever else a serializer takes is kept as it is. */
function copyBytes<T>(given: T): T | Uint8Array {
  return isBytes(given) ? new Uint8Array(given) : given
}

function givenLength(given: unknown): number {
  if (typeof given === 'string') return given.length
  return isBytes(given) ? byteLengthOf(given) : 0
}
