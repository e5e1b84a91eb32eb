import { encode, produceRequest } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { PartitionQueue } from '../accumulator/partition-queue.ts'
import { PendingRecord } from '../accumulator/pending-record.ts'
import { ProducerBatch } from '../accumulator/producer-batch.ts'
import { TopicQueues } from '../accumulator/topic-queues.ts'
import { RecordBatchBuilder } from '../record-format/record-batch-builder.ts'
import { lengthOf } from '../record-format/record-field.ts'
import { encodeProduceRequest } from './produce-request.ts'

const ACKS_ALL = -1
const VERSIONS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]

function topic(name: string, topicId: string): TopicQueues {
  const queues = new TopicQueues(name)
  queues.topicId = topicId
  return queues
}

function batch(queue: PartitionQueue, value: string): ProducerBatch {
  const made = new ProducerBatch(
    queue,
    new RecordBatchBuilder(Buffer.allocUnsafeSlow(128), 1_024),
    0,
    0,
    false,
  )
  const record = new PendingRecord()
  record.value = value
  record.valueLength = lengthOf(value)
  made.builder.append(record, made.builder.bodySizeOfNext(record))
  made.seal({ producerId: 5n, producerEpoch: 1, baseSequence: 7 })
  return made
}

const orders = topic('orders', 'Q8jGcY1db1IuqbEsPnZoqA')
const audit = topic('audit.v1', 'sXl60tRUeABwHU8uDEiIdQ')
const batches = [
  batch(new PartitionQueue(orders, 0), 'a'),
  batch(new PartitionQueue(audit, 3), 'b'.repeat(200)),
  batch(new PartitionQueue(orders, 2_147_483_647), 'c'),
  batch(new PartitionQueue(orders, 1), 'd'.repeat(2_000)),
  batch(new PartitionQueue(audit, 0), 'e'.repeat(954)),
  batch(new PartitionQueue(audit, 1), 'f'.repeat(955)),
]

describe('the hand-written Produce request', () => {
  it.each(VERSIONS)('has the bytes of the protocol package’s codec at version %i', (version) => {
    const expected = encode(produceRequest, version, {
      transactionalId: null,
      acks: ACKS_ALL,
      timeoutMs: 30_000,
      topicData: [orders, audit].map((queues) => ({
        ...(version >= 13 ? { topicId: queues.topicId } : { name: queues.name }),
        partitionData: batches
          .filter(({ queue }) => queue.topic === queues)
          .map(({ queue, bytes }) => ({ index: queue.partition, records: bytes })),
      })),
    })

    const { parts, sizeInBytes } = encodeProduceRequest(version, ACKS_ALL, 30_000, batches)

    expect(Buffer.concat(parts)).toEqual(expected)
    expect(sizeInBytes).toBe(expected.length)
  })

  it('hands over the own bytes of batches above 1 KiB, and copies of smaller ones', () => {
    const { parts } = encodeProduceRequest(13, ACKS_ALL, 30_000, batches)

    const handedOver = batches.filter(({ bytes }) => parts.includes(bytes))

    expect(handedOver.map(({ bytes }) => bytes.length)).toEqual([2_070, 1_025])
  })
})
