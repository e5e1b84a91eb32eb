import type { MetricsSnapshot } from '@headwater/core'

/** Metrics in Prometheus's text format. Kafka allows no character in a topic's name that a label would have to escape. */
export function prometheusText({ producer, topics, nodes }: MetricsSnapshot): string {
  const lines: string[] = []
  const write = (group: string, labels: string, metrics: object): void => {
    for (const [name, value] of Object.entries(metrics)) {
      lines.push(`kafka_${group}_${name.replaceAll('-', '_')}${labels} ${value}`)
    }
  }
  write('producer', '', producer)
  for (const [topic, metrics] of topics) write('producer_topic', `{topic="${topic}"}`, metrics)
  for (const [node, metrics] of nodes) write('producer_node', `{node="${node}"}`, metrics)
  return `${lines.join('\n')}\n`
}
