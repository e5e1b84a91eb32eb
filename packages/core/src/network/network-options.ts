import type { ConnectionOptions } from 'node:tls'
import type { BrokerAddress } from './broker-address.ts'

/**
 * What TLS needs to know, as `node:tls` names it. An empty object is TLS with the system's certificate authorities. The
 * certificate chain and the host name are always verified, and nothing below TLS 1.2 is spoken.
 *
 * @public
 */
export interface TlsOptions
  extends Pick<
    ConnectionOptions,
    'ca' | 'cert' | 'key' | 'passphrase' | 'pfx' | 'ciphers' | 'checkServerIdentity' | 'servername'
  > {
  /** @default 'TLSv1.2' */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3'
}

/** The resolved options that connections need; every duration is in milliseconds. */
export interface NetworkOptions {
  /** Where to look for the cluster at first, and again when no known broker answers (KIP-899). */
  readonly brokers: readonly BrokerAddress[]
  /** `'none'` never goes back there once brokers are known. */
  readonly metadataRecoveryStrategy: 'rebootstrap' | 'none'
  readonly clientId: string
  readonly ssl: false | TlsOptions
  /** Bounds one address: TCP, TLS and version negotiation together. Kafka: `socket.connection.setup.timeout.ms`. */
  readonly connectTimeoutMs: number
  /** Bounds one request; then its socket is closed. Kafka: `request.timeout.ms`. */
  readonly requestTimeoutMs: number
  /** Kafka: `reconnect.backoff.ms`. */
  readonly reconnectBackoffMs: number
  /** Kafka: `reconnect.backoff.max.ms`. */
  readonly reconnectBackoffMaxMs: number
  /** Kafka: `connections.max.idle.ms`. */
  readonly connectionsMaxIdleMs: number
  /** A longer answer closes its connection before anything is allocated for it. Kafka has no such bound (KIP-498). */
  readonly maxResponseSizeBytes: number
}
