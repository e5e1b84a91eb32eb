import { describe, expect, it } from 'vitest'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('a signal', () => {
  it('that was aborted before refuses at once, and asks for nothing', async () => {
    const cluster = startVirtualCluster()
    const sender = cluster.producer()
    const signal = AbortSignal.abort()
    const calls = [
      sender.send({ topic: 't', value: '' }, { signal }),
      sender.partitionsFor('t', { signal }),
      sender.ready({ signal }),
      sender.connect({ signal }),
      sender.ensureTopics([{ topic: 'x' }], { signal }),
      sender.flush({ signal }),
    ]
    for (const outcome of await cluster.until(Promise.allSettled(calls)))
      expect(outcome).toMatchObject({ reason: { code: 'ABORTED' } })
    expect(cluster.clock.processHeld).toBe(false)
    await passTime(cluster, 1_000)
    expect(cluster.kafka.requests().map(({ api }) => api)).not.toContain('CreateTopics')
  })
  it('keeps no listener once a call has ended', async () => {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer()
    const abort = new AbortController()
    const { signal } = abort
    let listeners = 0
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...a: Parameters<typeof add>) => {
      listeners++
      add(...a)
    }
    signal.removeEventListener = (...a: Parameters<typeof remove>) => {
      listeners--
      remove(...a)
    }
    await cluster.until(sender.send({ topic: 't', value: '' }, { signal }))
    expect(listeners).toBe(0)
    const sent = sender.send({ topic: 't', value: '' })
    await cluster.until(sender.flush({ signal }))
    await sent
    await cluster.until(sender.partitionsFor('x', { signal }))
    expect(listeners).toBe(0)
    await cluster.until(sender.connect({ signal }))
    expect(listeners).toBe(0)
    await cluster.until(sender.ensureTopics([{ topic: 'y' }], { signal }))
    expect(listeners).toBe(0)
  })
})
