/**
 * Every client that can be measured, in the order of the report. `-best` is the same one with the settings that its own
 * documentation recommends for the scenario, where they differ from its defaults.
 */
export const CLIENT_NAMES = [
  'headwater',
  'headwater-best',
  'kafkajs',
  'kafkajs-best',
  'platformatic',
  'platformatic-best',
  'confluent',
  'confluent-best',
  'confluent-callback',
  'confluent-callback-best',
  'confluent-unreported',
  'confluent-unreported-best',
  'java',
  'java-best',
  'java-performance',
  'bare-socket',
] as const

export type ClientName = (typeof CLIENT_NAMES)[number]

/** A client that runs in a Node.js process. */
export type NodeClientName = Exclude<ClientName, JavaClientName>

export type JavaClientName = 'java' | 'java-best' | 'java-performance'
