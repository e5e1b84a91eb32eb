export { InjectProducer } from './inject-producer.decorator.ts'
export { KafkaProducerModule } from './kafka-producer.module.ts'
export type {
  KafkaOptionsFactory,
  KafkaProducerLifecycleOptions,
  KafkaProducerModuleAsyncOptions,
  KafkaProducerModuleOptions,
  KafkaProducerRegistration,
} from './kafka-producer.options.ts'
export { getProducerToken } from './kafka-producer.tokens.ts'
