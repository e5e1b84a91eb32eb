import { expect, it } from 'vitest'
import { passTime } from '../pass-time.ts'
import { startVirtualCluster } from '../virtual-cluster.ts'

it('L24: connections that were closed for being idle send nobody back to the list of brokers', async () => {
  const cluster = startVirtualCluster({ brokers: 3 })
  const { kafka, producer, until } = cluster
  kafka.createTopic('t', { partitions: 3, replicationFactor: 1 })
  const [, port = ''] = kafka.brokers[0]?.split(':') ?? []
  const resolved: string[] = []
  const sender = producer({
    brokers: [`boot.test:${port}`],
    connectionsMaxIdleMs: 10_000,
    metadataMaxAgeMs: 3_600_000, // Nothing but the records asks for a connection.
    resolver: {
      resolve: (host) => {
        resolved.push(host)
        return Promise.resolve(['127.0.0.1'])
      },
    },
  })
  const sendToAll = () =>
    until(
      Promise.all([0, 1, 2].map((partition) => sender.send({ topic: 't', value: '', partition }))),
    )
  await sendToAll()
  expect(resolved).toContain('boot.test')

  for (let round = 0; round < 20; round++) {
    await passTime(cluster, 60_000)
    expect(sender.metrics().producer['connection-count']).toBe(0)
    resolved.length = 0
    await sendToAll()
    expect(resolved.length).toBeGreaterThan(0)
    expect(resolved).not.toContain('boot.test')
  }

  expect(kafka.records('t')).toHaveLength(63)
  kafka.verify()
})
