import { createRequire } from 'node:module'
import { CONFLUENT_PACKAGE } from './confluent-package.ts'

/** A message of the promise API. It is written to by `send`, so each send needs one of its own. */
export interface ConfluentMessage {
  readonly key: Buffer | string | null
  readonly value: Buffer | string
  readonly headers?: Readonly<Record<string, Buffer>>
}

/** The promise API as far as it is used here. */
export interface ConfluentPromiseProducer {
  connect(): Promise<void>
  disconnect(): Promise<void>
  send(batch: {
    readonly topic: string
    readonly messages: readonly ConfluentMessage[]
  }): Promise<unknown>
}

/** The callback API as far as it is used here. `opaque` comes back in the report. */
export interface ConfluentCallbackProducer {
  connect(options: object, callback: (error: unknown) => void): void
  disconnect(timeoutMs: number, callback: (error: unknown) => void): void
  flush(timeoutMs: number, callback: (error: unknown) => void): void
  setPollInterval(ms: number): void
  setPollInBackground(isOn: boolean): void
  poll(): void
  on(
    event: 'delivery-report',
    listener: (error: unknown, report: ConfluentDeliveryReport) => void,
  ): void
  produce(
    topic: string,
    partition: number | null,
    value: Buffer,
    key: Buffer | string | null,
    timestamp: number | null,
    opaque: unknown,
    headers: readonly Readonly<Record<string, Buffer>>[] | undefined,
  ): unknown
}

export interface ConfluentDeliveryReport {
  readonly opaque: unknown
}

export type ConfluentConfiguration = Readonly<Record<string, string | number | boolean>>

interface ConfluentModule {
  readonly librdkafkaVersion: string
  readonly Producer: new (configuration: ConfluentConfiguration) => ConfluentCallbackProducer
  readonly KafkaJS: {
    readonly Kafka: new () => {
      producer(configuration: ConfluentConfiguration): ConfluentPromiseProducer
    }
  }
}

/** Loads the built package. @throws {Error} it is not built, or for another Node.js */
export function loadConfluentModule(): ConfluentModule {
  // Its own types want its own copy of everything: these few lines are what is measured.
  const { name, from } = CONFLUENT_PACKAGE
  const module: ConfluentModule = createRequire(from)(name)
  return module
}
