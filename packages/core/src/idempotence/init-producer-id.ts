import {
  brokerErrorByCode,
  initProducerIdRequest,
  initProducerIdResponse,
} from '@headwater/protocol'
import { ProducerError, type ProducerErrorCode } from '../errors/producer-error.ts'
import type { BrokerPool } from '../network/broker-pool.ts'
import type { ProducerIdentity } from './producer-identities.ts'

/** Version 6 is marked unstable by the brokers that know it. */
const MAX_VERSION = 5
/** From here on a producer may raise its epoch (KIP-360). */
const BUMP_VERSION = 3

/** What becomes of an error that is none of the producer's; all others are `BROKER_REJECTED`. */
const CODES: ReadonlyMap<string, ProducerErrorCode> = new Map([
  ['CLUSTER_AUTHORIZATION_FAILED', 'AUTHORIZATION_FAILED'],
  ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'AUTHORIZATION_FAILED'],
  ['UNSUPPORTED_VERSION', 'UNSUPPORTED_VERSION'],
])

/** Asks any broker for a new producer id. Rejects with a `ProducerError` that says whether asking again may help. */
export async function initProducerId(pool: BrokerPool): Promise<ProducerIdentity> {
  const connection = await pool.anyConnection()
  const { version, response } = await connection.requestAtVersion(
    initProducerIdRequest,
    initProducerIdResponse,
    { transactionalId: null, transactionTimeoutMs: 0, producerId: -1n, producerEpoch: -1 },
    { maxVersion: MAX_VERSION },
  )
  if (response.errorCode !== 0) {
    const { name, retriable } = brokerErrorByCode(response.errorCode)
    const code = CODES.get(name) ?? 'BROKER_REJECTED'
    throw new ProducerError(code, `The broker gave no producer id: ${name}`, {
      retriable,
      brokerError: name,
    })
  }
  const { producerId = -1n, producerEpoch = -1 } = response
  if (producerId < 0n || producerEpoch < 0) {
    const message = `The broker gave producer id ${producerId} and epoch ${producerEpoch}, which are none`
    throw new ProducerError('BROKER_REJECTED', message, { retriable: true })
  }
  return { producerId, producerEpoch, mayBump: version >= BUMP_VERSION }
}
