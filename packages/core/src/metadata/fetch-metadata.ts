import {
  brokerErrorByCode,
  brokerErrorCode,
  type MetadataResponse,
  metadataRequest,
  metadataResponse,
} from '@headwater/protocol'
import { ProducerError } from '../errors/producer-error.ts'
import type { BrokerPool } from '../network/broker-pool.ts'

/** Older brokers (before 0.11) would create every topic that is asked for. */
const MIN_VERSION = 4

const REBOOTSTRAP_REQUIRED = brokerErrorCode('REBOOTSTRAP_REQUIRED')

/**
 * Asks any broker for the cluster and these topics; none of them is asked for by an empty list, never all.
 *
 * @throws {ProducerError} what the pool or the connection failed with, or what the broker answered for the whole request.
 */
export async function fetchMetadata(
  pool: Pick<BrokerPool, 'anyConnection' | 'rebootstrap'>,
  topics: readonly string[],
  allowAutoTopicCreation: boolean,
): Promise<MetadataResponse> {
  const connection = await pool.anyConnection()
  const response = await connection.request(
    metadataRequest,
    metadataResponse,
    { topics: topics.map((name) => ({ name })), allowAutoTopicCreation },
    { minVersion: MIN_VERSION },
  )
  const { errorCode = 0 } = response
  if (errorCode === 0) return response
  if (errorCode === REBOOTSTRAP_REQUIRED) pool.rebootstrap()
  const { name, retriable } = brokerErrorByCode(errorCode)
  throw new ProducerError(
    'BROKER_REJECTED',
    `${connection.peerName} answered the request for metadata with ${name}`,
    { brokerError: name, retriable: retriable || errorCode === REBOOTSTRAP_REQUIRED },
  )
}
