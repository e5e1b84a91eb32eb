export {
  type KafkaMiddleware,
  type KafkaMiddlewareOptions,
  kafka,
  type RequestSender,
} from './kafka.ts'
export { type KafkaErrorHandler, kafkaErrorHandler } from './kafka-error-handler.ts'
export { type ProducerErrorAnswer, producerErrorAnswer } from './producer-error-answer.ts'
