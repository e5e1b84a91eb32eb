import type { EmbeddedKafka } from '@headwater/testing'

/** Kills all brokers at once: connections break, ports close. */
export async function killEveryBroker(kafka: EmbeddedKafka): Promise<void> {
  await Promise.all(nodeIds(kafka).map((nodeId) => kafka.kill(nodeId)))
}

/** Starts all brokers again, on the ports that they had and with the data that they kept. */
export async function restartEveryBroker(kafka: EmbeddedKafka): Promise<void> {
  await Promise.all(nodeIds(kafka).map((nodeId) => kafka.restart(nodeId)))
}

function nodeIds(kafka: EmbeddedKafka): number[] {
  return kafka.brokers.map((_, index) => index + 1)
}
