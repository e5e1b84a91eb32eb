import { describe, expect, it } from 'vitest'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('maxWaitingBytes 0', () => {
  it('lets nobody wait, for a topic to become known either', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({ maxWaitingBytes: 0 })

    const early = sender.send({ topic: 't', value: 'x' })

    await expect(early).rejects.toMatchObject({ code: 'BUFFER_EXHAUSTED', persisted: 'no' })
    await cluster.until(sender.partitionsFor('t'))
    expect(await cluster.until(sender.send({ topic: 't', value: 'y' }))).toMatchObject({
      offset: 0,
    })
  })
})
