import type { BrokerErrorName } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import type { ProducerErrorCode } from '../src/errors/producer-error.ts'
import { noRetry } from '../src/retry/no-retry.ts'
import { storedValues } from './stored-values.ts'
import { startVirtualCluster, type VirtualCluster } from './virtual-cluster.ts'

type Action = 'retry' | 'refresh' | 'sequence' | 'fail'

/** For each error: what is done, and what a record is told that it fails with, at its first attempt. */
type Row = [
  name: BrokerErrorName,
  action: Action,
  persisted: 'no' | 'possibly',
  retriable: boolean,
  code: ProducerErrorCode,
]

const ROWS: readonly Row[] = [
  ['UNKNOWN_SERVER_ERROR', 'fail', 'possibly', false, 'BROKER_REJECTED'],
  ['CORRUPT_MESSAGE', 'retry', 'no', true, 'BROKER_REJECTED'],
  ['UNKNOWN_TOPIC_OR_PARTITION', 'refresh', 'possibly', true, 'UNKNOWN_TOPIC'],
  ['LEADER_NOT_AVAILABLE', 'refresh', 'possibly', true, 'BROKER_REJECTED'],
  ['NOT_LEADER_OR_FOLLOWER', 'refresh', 'possibly', true, 'BROKER_REJECTED'],
  ['REQUEST_TIMED_OUT', 'retry', 'possibly', true, 'BROKER_REJECTED'],
  ['BROKER_NOT_AVAILABLE', 'fail', 'possibly', false, 'BROKER_REJECTED'],
  ['REPLICA_NOT_AVAILABLE', 'refresh', 'possibly', true, 'BROKER_REJECTED'],
  ['MESSAGE_TOO_LARGE', 'fail', 'no', false, 'RECORD_TOO_LARGE'],
  ['NETWORK_EXCEPTION', 'refresh', 'possibly', true, 'BROKER_REJECTED'],
  ['INVALID_TOPIC_EXCEPTION', 'fail', 'no', false, 'UNKNOWN_TOPIC'],
  ['RECORD_LIST_TOO_LARGE', 'fail', 'no', false, 'RECORD_TOO_LARGE'],
  ['NOT_ENOUGH_REPLICAS', 'retry', 'no', true, 'BROKER_REJECTED'],
  ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'retry', 'possibly', true, 'BROKER_REJECTED'],
  ['INVALID_REQUIRED_ACKS', 'fail', 'no', false, 'BROKER_REJECTED'],
  ['TOPIC_AUTHORIZATION_FAILED', 'fail', 'no', false, 'AUTHORIZATION_FAILED'],
  ['CLUSTER_AUTHORIZATION_FAILED', 'fail', 'no', false, 'AUTHORIZATION_FAILED'],
  ['INVALID_TIMESTAMP', 'fail', 'no', false, 'BROKER_REJECTED'],
  ['UNSUPPORTED_VERSION', 'fail', 'no', false, 'UNSUPPORTED_VERSION'],
  ['INVALID_REQUEST', 'fail', 'no', false, 'BROKER_REJECTED'],
  ['UNSUPPORTED_FOR_MESSAGE_FORMAT', 'fail', 'no', false, 'BROKER_REJECTED'],
  ['POLICY_VIOLATION', 'fail', 'no', false, 'BROKER_REJECTED'],
  ['OUT_OF_ORDER_SEQUENCE_NUMBER', 'sequence', 'no', false, 'BROKER_REJECTED'],
  ['DUPLICATE_SEQUENCE_NUMBER', 'fail', 'possibly', false, 'BROKER_REJECTED'],
  ['INVALID_PRODUCER_EPOCH', 'sequence', 'no', false, 'BROKER_REJECTED'],
  ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'fail', 'no', false, 'AUTHORIZATION_FAILED'],
  ['KAFKA_STORAGE_ERROR', 'refresh', 'possibly', true, 'BROKER_REJECTED'],
  ['UNKNOWN_PRODUCER_ID', 'sequence', 'no', false, 'BROKER_REJECTED'],
  ['LISTENER_NOT_FOUND', 'refresh', 'no', true, 'BROKER_REJECTED'],
  ['FENCED_LEADER_EPOCH', 'refresh', 'no', true, 'BROKER_REJECTED'],
  ['UNKNOWN_LEADER_EPOCH', 'retry', 'no', true, 'BROKER_REJECTED'],
  ['UNSUPPORTED_COMPRESSION_TYPE', 'fail', 'no', false, 'BROKER_REJECTED'],
  ['INVALID_RECORD', 'fail', 'no', false, 'BROKER_REJECTED'],
  ['THROTTLING_QUOTA_EXCEEDED', 'retry', 'no', true, 'BROKER_REJECTED'],
  ['PRODUCER_FENCED', 'fail', 'no', false, 'PRODUCER_FENCED'],
  ['UNKNOWN_TOPIC_ID', 'refresh', 'no', true, 'UNKNOWN_TOPIC'],
  ['INCONSISTENT_TOPIC_ID', 'refresh', 'possibly', true, 'UNKNOWN_TOPIC'],
]

/** Every error that no row is about is treated alike; these two stand for them. */
const WITHOUT_A_ROW: readonly Row[] = [
  ['SHARE_SESSION_NOT_FOUND', 'retry', 'possibly', true, 'BROKER_REJECTED'],
  ['INVALID_TXN_STATE', 'fail', 'possibly', false, 'BROKER_REJECTED'],
]

/** A topic with one record, and a fault for the next. */
async function refuseSecond(name: BrokerErrorName, times: number, options = {}) {
  const cluster = startVirtualCluster()
  cluster.kafka.createTopic('t')
  const sender = cluster.producer(options)
  await cluster.until(sender.send({ topic: 't', value: '0' }))
  const before = countRequests(cluster)
  const rule = cluster.kafka.faults
    .on({ api: 'Produce', nth: 1, times })
    .error(name, { message: 'because' })
  const [outcome] = await cluster.until(
    Promise.allSettled([sender.send({ topic: 't', value: '1' })]),
  )
  const after = countRequests(cluster)
  await cluster.until(sender.send({ topic: 't', value: '2' }))
  const asked = {
    produce: after.produce - before.produce,
    metadata: after.metadata - before.metadata,
  }
  return { cluster, rule, outcome, asked }
}

function countRequests({ kafka }: VirtualCluster) {
  const count = (wanted: string) => kafka.requests().filter(({ api }) => api === wanted).length
  return { produce: count('Produce'), metadata: count('Metadata') }
}

const epochsOf = ({ kafka }: VirtualCluster) =>
  kafka.log('t', 0).map(({ header }) => header.producerEpoch)

const producerIdsOf = ({ kafka }: VirtualCluster) =>
  new Set(kafka.log('t', 0).map(({ header }) => header.producerId))

describe('an error of one partition in an answer to Produce', () => {
  const all = [...ROWS, ...WITHOUT_A_ROW]

  it.each(all)('%s is told as it is when nothing is tried again', async (...row) => {
    const [name, , persisted, retriable, code] = row

    const { cluster, rule, outcome } = await refuseSecond(name, 1, { retryPolicy: noRetry() })

    expect(rule.fired).toBe(1)
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { code, persisted, retriable, brokerError: name, attempts: 1, topic: 't' },
    })
    expect(outcome).toMatchObject({ reason: { message: expect.stringContaining('because') } })
    expect(storedValues(cluster)).toEqual(['0', '2'])
  })

  it.each(all.filter(([, action]) => action === 'fail'))('%s is final', async (name) => {
    const { cluster, rule, outcome, asked } = await refuseSecond(name, 1)

    expect(rule.fired).toBe(1)
    expect(outcome.status).toBe('rejected')
    expect(asked.produce).toBe(1)
    expect(storedValues(cluster)).toEqual(['0', '2'])
    expect(epochsOf(cluster)).toEqual([0, 1])
    expect(cluster.kafka.violations()).toEqual([])
  })

  it.each(all.filter(([, action]) => action === 'retry' || action === 'refresh'))(
    '%s is mended by another attempt: %s',
    async (name, action) => {
      const { cluster, rule, outcome, asked } = await refuseSecond(name, 2)

      expect(rule.fired).toBe(2)
      expect(outcome).toMatchObject({ status: 'fulfilled', value: { offset: 1 } })
      expect(asked.produce).toBe(3)
      expect(asked.metadata > 0).toBe(action === 'refresh')
      expect(storedValues(cluster)).toEqual(['0', '1', '2'])
      expect(epochsOf(cluster)).toEqual([0, 0, 0])
      expect(cluster.kafka.violations()).toEqual([])
    },
  )

  it.each(all.filter(([, action]) => action === 'sequence'))(
    '%s is mended by a new epoch, or id',
    async (name) => {
      const { cluster, rule, outcome } = await refuseSecond(name, 1)

      expect(rule.fired).toBe(1)
      expect(outcome).toMatchObject({ status: 'fulfilled', value: { offset: 1 } })
      expect(storedValues(cluster)).toEqual(['0', '1', '2'])
      expect(epochsOf(cluster)).toEqual(
        name === 'OUT_OF_ORDER_SEQUENCE_NUMBER' ? [0, 1, 1] : [0, 0, 0],
      )
      expect(producerIdsOf(cluster).size).toBe(name === 'INVALID_PRODUCER_EPOCH' ? 2 : 1)
      expect(cluster.kafka.violations()).toEqual([])
    },
  )
})
