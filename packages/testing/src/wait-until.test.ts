import { describe, expect, it } from 'vitest'
import { produce } from '../test/support/produce.ts'
import { testCluster } from '../test/support/test-cluster.ts'

describe('waitFor', () => {
  it('resolves when a broker did what was waited for', async () => {
    const { clock, kafka, client, now } = testCluster()
    let asked = 0
    const stored = kafka.waitFor(() => {
      asked++
      return kafka.records('t').length === 2
    })
    expect(asked).toBe(1)

    produce(client(), 't', now())
    produce(client(), 't', now())
    clock.advance(0)

    await stored
    expect(asked).toBe(2)
    expect(clock.pendingTimers).toBe(0)
  })

  it('resolves at once when there is nothing to wait for', async () => {
    const { kafka } = testCluster()

    await expect(kafka.waitFor(() => true)).resolves.toBe(undefined)
  })

  it('notices connections, and changes of the cluster itself', async () => {
    const { clock, kafka, client } = testCluster()
    const closed = kafka.waitFor(() => kafka.connections().some(({ closedAt }) => closedAt === 0))
    client().connection.ended()
    const created = kafka.waitFor(() => kafka.cluster.state.topic('new') !== undefined)
    kafka.createTopic('new')

    clock.advance(0)

    await Promise.all([closed, created])
  })

  it('gives up in time, when the cluster stops, and when the predicate throws', async () => {
    const { clock, kafka } = testCluster()
    const late = kafka.waitFor(() => false, 500)
    const stopped = kafka.waitFor(() => false)
    const broken = kafka.waitFor(() => {
      throw new Error('no')
    })
    clock.advance(500)
    await kafka.stop()
    clock.advance(0)

    await expect(late).rejects.toThrow('did not come within 500 ms')
    await expect(stopped).rejects.toThrow('The cluster was stopped')
    await expect(broken).rejects.toThrow('no')
    expect(clock.pendingTimers).toBe(0)
  })
})
