import { type DynamicModule, Module, type Provider } from '@nestjs/common'
import { ModulesContainer } from '@nestjs/core'
import { KafkaProducerLifecycle } from './kafka-producer.lifecycle.ts'
import {
  type KafkaOptionsFactory,
  type KafkaProducerModuleAsyncOptions,
  type KafkaProducerModuleOptions,
  type KafkaProducerRegistration,
  resolveModuleOptions,
} from './kafka-producer.options.ts'
import {
  DEFAULT_PRODUCER_NAME,
  getProducerToken,
  lifecycleToken,
  optionsToken,
} from './kafka-producer.tokens.ts'

/**
 * Gives a Nest application a Kafka producer to inject with `@InjectProducer()`, connects it at start, and flushes and closes
 * it after the last request. Call `app.enableShutdownHooks()`, or end the application with `app.close()`: otherwise Nest
 * runs no hook at its end and the last records may be lost.
 *
 * @public
 */
@Module({})
export class KafkaProducerModule {
  /** Registers a producer with options that are known now. */
  static forRoot(options: KafkaProducerModuleOptions & KafkaProducerRegistration): DynamicModule {
    const { name = DEFAULT_PRODUCER_NAME, isGlobal = true, ...moduleOptions } = options
    return {
      ...producerModule(name, isGlobal),
      providers: [
        { provide: optionsToken(name), useValue: moduleOptions },
        ...producerProviders(name),
      ],
    }
  }

  /** Registers a producer with options that other providers know, such as a configuration service. */
  static forRootAsync<Dependencies extends unknown[]>(
    options: KafkaProducerModuleAsyncOptions<Dependencies>,
  ): DynamicModule {
    const { name = DEFAULT_PRODUCER_NAME, isGlobal = true } = options
    return {
      ...producerModule(name, isGlobal),
      imports: options.imports ?? [],
      providers: [
        ...(options.extraProviders ?? []),
        ...optionsProviders(name, options),
        ...producerProviders(name),
      ],
    }
  }
}

function producerModule(name: string, isGlobal: boolean): DynamicModule {
  return { module: KafkaProducerModule, global: isGlobal, exports: [getProducerToken(name)] }
}

function producerProviders(name: string): Provider[] {
  return [
    {
      provide: lifecycleToken(name),
      inject: [optionsToken(name), ModulesContainer],
      useFactory: (options: KafkaProducerModuleOptions, modules: ModulesContainer) => {
        refuseSecond(name, modules)
        return new KafkaProducerLifecycle(resolveModuleOptions(name, options))
      },
    },
    {
      provide: getProducerToken(name),
      inject: [lifecycleToken(name)],
      useFactory: (lifecycle: KafkaProducerLifecycle) => lifecycle.open(),
    },
  ]
}

function optionsProviders<Dependencies extends unknown[]>(
  name: string,
  options: KafkaProducerModuleAsyncOptions<Dependencies>,
): Provider[] {
  const provide = optionsToken(name)
  if ('useFactory' in options) {
    return [{ provide, useFactory: options.useFactory, inject: [...(options.inject ?? [])] }]
  }
  const useFactory = (factory: KafkaOptionsFactory) => factory.createKafkaOptions()
  if ('useExisting' in options) return [{ provide, useFactory, inject: [options.useExisting] }]
  return [
    { provide: options.useClass, useClass: options.useClass },
    { provide, useFactory, inject: [options.useClass] },
  ]
}

// With two producers under one token Nest would inject one of them, here this and there that, without a word.
function refuseSecond(name: string, modules: ModulesContainer): void {
  const token = getProducerToken(name)
  const holders = [...modules.values()].filter((module) => module.providers.has(token))
  if (holders.length <= 1) return
  throw new Error(
    `${holders.length} Kafka producers are registered under the name "${name}": ` +
      'give all but one a name of their own, or import the same module object everywhere',
  )
}
