import { expect, it } from 'vitest'
import type { SocketFactory } from '../src/network/socket-factory.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

/** More than one turn settles, in one request. */
const RECORDS = 10_000
const PARTITIONS = 20

it('what a socket read may be overwritten as soon as it was handed over', async () => {
  const cluster = startVirtualCluster()
  cluster.kafka.createTopic('t', { partitions: PARTITIONS })
  const socketFactory: SocketFactory = {
    connect: (target, listener) =>
      cluster.network.connect(target, {
        onConnect: () => listener.onConnect(),
        onData: (chunk) => {
          const reused = Buffer.from(chunk)
          listener.onData(reused)
          reused.fill(0xff)
        },
        onDrain: () => listener.onDrain(),
        onError: (error) => listener.onError(error),
        onClose: () => listener.onClose(),
      }),
  }
  const sender = cluster.producer({ socketFactory })
  await cluster.until(sender.partitionsFor('t'))

  const metadata = await cluster.until(
    Promise.all(
      Array.from({ length: RECORDS }, (_, index) =>
        sender.send({ topic: 't', value: `${index}`, partition: index % PARTITIONS }),
      ),
    ),
  )

  expect(cluster.kafka.requests().filter(({ api }) => api === 'Produce')).toHaveLength(1)
  expect(metadata.map(({ partition, offset }) => [partition, offset])).toEqual(
    Array.from({ length: RECORDS }, (_, index) => [
      index % PARTITIONS,
      Math.floor(index / PARTITIONS),
    ]),
  )
})
