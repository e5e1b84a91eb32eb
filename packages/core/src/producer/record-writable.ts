import { Writable } from 'node:stream'
import type { Clock } from '../time/clock.ts'
import { chunkRecord } from './chunk-record.ts'
import { RecordSink, type SinkSender } from './record-sink.ts'
import { refusalError } from './refusals.ts'
import type { WritableOptions } from './writable-options.ts'

const DEFAULT_HIGH_WATER_MARK = 16

/**
 * A stream that sends each chunk as one record.
 *
 * @param topic that the sender is bound to; null: each record names its own
 */
export function recordWritable<Sent>(
  sender: SinkSender<Sent>,
  clock: Clock,
  topic: string | null,
  { highWaterMark = DEFAULT_HIGH_WATER_MARK }: WritableOptions,
): Writable {
  const sink = new RecordSink(sender, clock, (error) => stream.destroy(error))
  const take = (chunks: readonly unknown[], done: (error?: Error | null) => void): void => {
    let records: readonly Sent[]
    try {
      records = chunks.map((chunk) => chunkRecord<Sent>(chunk, topic))
    } catch (thrown) {
      done(refusalError(topic ?? '', thrown))
      return
    }
    sink.take(records, done)
  }
  const stream = new Writable({
    objectMode: true,
    highWaterMark,
    write: (chunk: unknown, _encoding, done) => take([chunk], done),
    writev: (writes, done) => {
      const chunks = writes.map(({ chunk }): unknown => chunk)
      take(chunks, done)
    },
    final: (done) => sink.whenSettled(done),
    destroy: (error, done) => {
      sink.close()
      done(error)
    },
  })
  return stream
}
