/** What the command line can ask to send to. */
export type BrokerChoice =
  /** Apache Kafka where Java and Maven exist, else the null broker. */
  | { readonly kind: 'best' }
  | { readonly kind: 'kafka' }
  | { readonly kind: 'null' }
  | { readonly kind: 'given'; readonly brokers: readonly string[] }
