import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('a cluster that is too old', () => {
  it('is told as what waiting does not heal, also where nobody may wait', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    cluster.kafka.apiRange('Metadata', 0, 3)
    const sender = cluster.producer({ maxBlockMs: 0 })
    await expect(sender.send({ topic: 't', value: '0' })).rejects.toMatchObject({ retriable: true })
    await passTime(cluster, 100)

    const refused = sender.send({ topic: 't', value: '1' })

    await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED_VERSION', retriable: false })
  })

  it('S55: is used by the same producer once it is not', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    cluster.kafka.apiRange('Metadata', 0, 3)
    const sender = cluster.producer()
    await expect(cluster.until(sender.send({ topic: 't', value: '0' }))).rejects.toMatchObject({
      code: 'UNSUPPORTED_VERSION',
      persisted: 'no',
      retriable: false,
    })
    await cluster.kafka.kill(1)
    cluster.kafka.profile('4.3')
    await cluster.kafka.restart(1)
    const correctedAt = cluster.clock.now()

    const stored = await cluster.until(sender.send({ topic: 't', value: '1' }))

    expect(stored.offset).toBe(0)
    expect(cluster.clock.now() - correctedAt).toBeLessThan(2_000)
  })
})
