import type { TlsOptions } from '../network/network-options.ts'
import type { Resolver } from '../network/resolver.ts'
import type { SocketFactory } from '../network/socket-factory.ts'

/** Where the brokers are and how to reach them. @public */
export interface ConnectionOptions {
  /**
   * Addresses to find the cluster by: `host:port`, `[::1]:9092`, or a host alone, which means port 9092. At least one; two
   * or three survive the loss of one. All other brokers are learned from the cluster. Kafka: `bootstrap.servers`.
   */
  readonly brokers: readonly string[]

  /**
   * The name brokers log and apply quotas by, at most 32,767 bytes of UTF-8. Kafka: `client.id`.
   * @default 'headwater'
   */
  readonly clientId?: string | undefined

  /**
   * `true` speaks TLS with Node's certificate authorities; an object adds your own authority, client certificate and the
   * like, under Node's names. Certificates and host names are always verified. Kafka: `security.protocol` and `ssl.*`.
   * @default false
   */
  readonly ssl?: boolean | TlsOptions | undefined

  /**
   * How long one address may take to connect, shake hands and agree on versions, in milliseconds, 1 or more. Kafka:
   * `socket.connection.setup.timeout.ms`.
   * @default 10000
   */
  readonly connectTimeoutMs?: number | undefined

  /**
   * Milliseconds to wait before a broker is dialled again after a failed connection, 0 or more; doubles with each further
   * failure, ±20 %. Kafka: `reconnect.backoff.ms`.
   * @default 50
   */
  readonly reconnectBackoffMs?: number | undefined

  /**
   * Milliseconds that the wait between dials never exceeds, {@link ConnectionOptions.reconnectBackoffMs} or more. Kafka:
   * `reconnect.backoff.max.ms`.
   * @default 1000
   */
  readonly reconnectBackoffMaxMs?: number | undefined

  /**
   * Milliseconds after which a connection that carried nothing is closed, 1 or more. Below the broker's own limit of ten
   * minutes, so that the producer closes first. Kafka: `connections.max.idle.ms`.
   * @default 540000
   */
  readonly connectionsMaxIdleMs?: number | undefined

  /**
   * The largest answer that is believed, in bytes, 1,024 or more; a broker that announces more is disconnected before
   * anything is allocated. No Kafka key.
   * @default 16777216
   */
  readonly maxResponseSizeBytes?: number | undefined

  /** Opens sockets: to go through a proxy, or in tests. No Kafka key. @default TCP or TLS sockets of the system */
  readonly socketFactory?: SocketFactory | undefined

  /** Turns host names into addresses, asked again for every dial. No Kafka key. @default the system's resolver */
  readonly resolver?: Resolver | undefined
}
