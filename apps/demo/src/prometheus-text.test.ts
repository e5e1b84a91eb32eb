import { createProducer } from '@headwater/core'
import { startKafka } from '@headwater/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { prometheusText } from './prometheus-text.ts'

describe('prometheusText', () => {
  it('writes one sample a line, of the producer, its topics and its brokers', async () => {
    const kafka = await startKafka()
    onTestFinished(() => kafka.stop())
    kafka.createTopic('orders')
    const producer = createProducer({ brokers: kafka.brokers })
    onTestFinished(() => producer.close())
    await producer.send({ topic: 'orders', value: '1' })

    const text = prometheusText(producer.metrics())

    expect(text).toContain('\nkafka_producer_record_send_total 1\n')
    expect(text).toContain('\nkafka_producer_topic_record_send_total{topic="orders"} 1\n')
    expect(text).toMatch(/\nkafka_producer_node_request_total\{node="1"\} \d+\n/)
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(
        /^kafka_producer(_topic|_node)?_[a-z_]+(\{(topic|node)="\w+"\})? [-\d.e+]+$|NaN$/,
      )
    }
  })
})
