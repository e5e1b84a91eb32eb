export type { KafkaNode } from './kafka-node.ts'
export { MissingProgramsError } from './missing-programs.ts'
export {
  type ApacheKafka,
  type ApacheKafkaOptions,
  startApacheKafka,
} from './start-apache-kafka.ts'
