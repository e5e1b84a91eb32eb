import { createProducer, type Producer, ProducerError, type ProducerOptions } from '@headwater/core'
import type {
  InjectionToken,
  ModuleMetadata,
  OptionalFactoryDependency,
  Provider,
  Type,
} from '@nestjs/common'
import { nestLogger } from './nest-logger.ts'

/** When a producer connects and how it ends. @public */
export interface KafkaProducerLifecycleOptions {
  /**
   * - `'wait'`: the application starts once a broker has answered, and fails to start after `startTimeoutMs` without one.
   * - `'background'`: the application starts at once and the producer connects beside it, for as long as it takes. Records sent
   *   meanwhile wait in the producer's buffer under its own limits.
   * - `'manual'`: nothing happens at start; the first `send` connects, or `connect()`.
   *
   * @default 'wait'
   */
  readonly connect?: 'wait' | 'background' | 'manual' | undefined
  /** How long `connect: 'wait'` tries, in milliseconds, 1 or more. @default 10_000 */
  readonly startTimeoutMs?: number | undefined
  /**
   * How long the end of the application may wait for records that are not yet acknowledged, in milliseconds, 0 or more. Keep
   * it below the time that the platform gives a process to end.
   * @default 10_000
   */
  readonly shutdownTimeoutMs?: number | undefined
  /**
   * Whether the end of the application closes the producer; it is flushed in any case.
   * @default `true` for a producer that the module makes, `false` for one that is passed in
   */
  readonly closeOnShutdown?: boolean | undefined
}

/**
 * What a producer is made from: core's `ProducerOptions`, or a `producer` that exists already; and when it connects and
 * closes. Without a `logger`, the producer logs to Nest's.
 *
 * @public
 */
export type KafkaProducerModuleOptions = KafkaProducerLifecycleOptions & ProducerSource

type ProducerSource =
  | (ProducerOptions & { readonly producer?: undefined })
  | { readonly producer: Producer }

/** What has to be known before any factory runs. @public */
export interface KafkaProducerRegistration {
  /** Tells several producers apart; the name for `@InjectProducer(name)`. @default the one producer without a name */
  readonly name?: string | undefined
  /** Whether every module sees the producer without importing this module. @default true */
  readonly isGlobal?: boolean | undefined
}

/** Makes the options for `useClass` and `useExisting`. @public */
export interface KafkaOptionsFactory {
  createKafkaOptions(): KafkaProducerModuleOptions | Promise<KafkaProducerModuleOptions>
}

/** What `forRootAsync` takes: one of `useFactory`, `useClass` and `useExisting`. @public */
export type KafkaProducerModuleAsyncOptions<Dependencies extends unknown[] = never[]> =
  KafkaProducerRegistration &
    Pick<ModuleMetadata, 'imports'> & {
      /** Providers that only the options factory needs. */
      readonly extraProviders?: readonly Provider[] | undefined
    } & (
      | {
          readonly useFactory: (
            ...dependencies: Dependencies
          ) => KafkaProducerModuleOptions | Promise<KafkaProducerModuleOptions>
          readonly inject?: readonly (InjectionToken | OptionalFactoryDependency)[] | undefined
        }
      | { readonly useClass: Type<KafkaOptionsFactory> }
      | { readonly useExisting: InjectionToken<KafkaOptionsFactory> }
    )

/** Options with every default applied; past this the package sees nothing else. */
export interface ResolvedModuleOptions {
  readonly name: string
  readonly connect: 'wait' | 'background' | 'manual'
  readonly startTimeoutMs: number
  readonly shutdownTimeoutMs: number
  readonly closeOnShutdown: boolean
  /** Makes the producer, or hands out the one that was passed in. Opens no connection. */
  readonly makeProducer: () => Producer
}

const CONNECT_MODES = ['wait', 'background', 'manual'] as const
const DEFAULT_START_TIMEOUT_MS = 10_000
const DEFAULT_SHUTDOWN_TIMEOUT_MS = 10_000
// Node fires a longer timer at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Applies defaults and refuses impossible values of the module's own options; core checks the producer's.
 *
 * @throws {ProducerError} `INVALID_OPTION`
 */
export function resolveModuleOptions(
  name: string,
  options: KafkaProducerModuleOptions,
): ResolvedModuleOptions {
  const {
    connect = 'wait',
    startTimeoutMs,
    shutdownTimeoutMs,
    closeOnShutdown,
    ...source
  } = options
  if (!CONNECT_MODES.includes(connect)) {
    throw new ProducerError(
      'INVALID_OPTION',
      `connect must be one of ${CONNECT_MODES.join(', ')}, not ${connect}`,
    )
  }
  return {
    name,
    connect,
    startTimeoutMs: milliseconds('startTimeoutMs', startTimeoutMs ?? DEFAULT_START_TIMEOUT_MS, 1),
    shutdownTimeoutMs: milliseconds(
      'shutdownTimeoutMs',
      shutdownTimeoutMs ?? DEFAULT_SHUTDOWN_TIMEOUT_MS,
      0,
    ),
    closeOnShutdown: closeOnShutdown ?? source.producer === undefined,
    makeProducer: () => makeProducer(source),
  }
}

function milliseconds(option: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least && value <= LONGEST_TIMER_MS) return value
  throw new ProducerError(
    'INVALID_OPTION',
    `${option} must be a whole number of milliseconds from ${least} to ${LONGEST_TIMER_MS}, not ${value}`,
  )
}

function makeProducer(source: ProducerSource): Producer {
  if (source.producer !== undefined) return source.producer
  const { producer: _, ...options } = source
  return createProducer({ ...options, logger: options.logger ?? nestLogger() })
}
