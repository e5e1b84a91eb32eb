/** How the producer knows its topics, and how it finds the cluster again. @public */
export interface MetadataOptions {
  /**
   * How old the picture of the cluster may get before it is asked for again, in milliseconds, 1 or more. Failures refresh
   * it at once. Kafka: `metadata.max.age.ms`.
   * @default 300000
   */
  readonly metadataMaxAgeMs?: number | undefined

  /**
   * Whether a topic that does not exist may be created by sending to it, when the brokers permit that too
   * (`auto.create.topics.enable`). No Kafka key: Java's producer always asks for it.
   * @default true
   */
  readonly allowAutoTopicCreation?: boolean | undefined

  /**
   * Milliseconds after which a topic that nothing was sent to is forgotten, 5,000 or more; sending to it again asks for it
   * again. Kafka: `metadata.max.idle.ms`.
   * @default 300000
   */
  readonly metadataMaxIdleMs?: number | undefined

  /**
   * How long brokers may say that a topic, or a partition, which was there is not, in milliseconds, 0 or more, before its
   * records fail with `UNKNOWN_TOPIC` or `UNKNOWN_PARTITION`: they hear of changes one after the other. No Kafka key;
   * librdkafka: `topic.metadata.propagation.max.ms`.
   * @default 30000
   */
  readonly topicMetadataPropagationMaxMs?: number | undefined

  /**
   * What to do when no broker that is known answers: `'rebootstrap'` goes back to `brokers`, resolved afresh; `'none'` keeps
   * trying those that are known. Kafka: `metadata.recovery.strategy` (KIP-899).
   * @default 'rebootstrap'
   */
  readonly metadataRecoveryStrategy?: 'rebootstrap' | 'none' | undefined

  /**
   * Milliseconds without metadata, although it is asked for, after which the producer forgets all brokers and goes back to
   * `brokers`, 0 or more. Kafka: `metadata.recovery.rebootstrap.trigger.ms` (KIP-1102).
   * @default 300000
   */
  readonly metadataRecoveryRebootstrapTriggerMs?: number | undefined
}
