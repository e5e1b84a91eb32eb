import { describe, expect, it } from 'vitest'
import type { EncodedRecord } from '../src/record/encoded-record.ts'
import { passTime } from './pass-time.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString())

describe('the copies of records that wait', () => {
  it('are each their own, however often their buffers were used before (S59)', async () => {
    const cluster = startVirtualCluster()
    const { kafka } = cluster
    kafka.createTopic('t')
    const sender = cluster.producer({
      maxBlockMs: 1_000,
      bufferMemoryBytes: 4_096,
      maxWaitingBytes: 65_536,
    })
    const key = Buffer.alloc(3)
    const value = Buffer.alloc(100)
    const sendFilled = (letter: string, emptyKey = false) => {
      key.fill(letter)
      value.fill(letter.toUpperCase())
      return sender.send({ topic: 't', key: emptyKey ? '' : key, value })
    }
    const gate = kafka.faults.on({ api: 'Produce', nth: 1 }).delay(1_300)
    await cluster.until(sender.partitionsFor('t'))

    const first = [...'abcdefghij'].map((letter) => sendFilled(letter))
    const refused = Promise.allSettled(first)
    await passTime(cluster, 500)
    const meanwhile = sendFilled('k')
    await passTime(cluster, 600)
    const second = [...'lmnop'].map((letter, index) => sendFilled(letter, index === 1))
    const all = [...first, meanwhile, ...second]
    const outcomes = await cluster.until(Promise.allSettled(all))
    await refused

    const letters = 'abcdefghijklmnop'
    const expected = [...letters].filter((_, index) => outcomes[index]?.status === 'fulfilled')
    const stored = kafka.records('t').map((record) => [text(record.key), text(record.value)])
    expect(gate.fired).toBe(1)
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(2)
    expect(expected).toContain('p')
    expect(stored).toEqual(
      expected.map((letter) => [
        letter === 'm' ? '' : letter.repeat(3),
        letter.toUpperCase().repeat(100),
      ]),
    )
  })

  it('stay what they are in the hands of `onError`, also when others wait in the same place', async () => {
    const seen: EncodedRecord[] = []
    const cluster = startVirtualCluster({ autoCreateTopics: false })
    const sender = cluster.producer({
      maxBlockMs: 1_000,
      onError: (_error, record) => {
        if (record !== null) seen.push(record)
      },
    })
    const send = (value: string) => sender.send({ topic: 'missing', key: 'k', value })

    const early = Promise.allSettled(['one', 'two'].map(send))
    await passTime(cluster, 500)
    const late = Promise.allSettled(['three', 'four'].map(send))
    await passTime(cluster, 600)
    const last = Promise.allSettled(['five', 'sixx'].map(send))
    await cluster.until(Promise.all([early, late, last]))

    expect(seen.map(({ value }) => text(value))).toEqual([
      'one',
      'two',
      'three',
      'four',
      'five',
      'sixx',
    ])
  })

  it('stay what they are in the hands of a partitioner, also when it sends another record meanwhile', async () => {
    const seen: (Uint8Array | null)[] = []
    const sent: Promise<unknown>[] = []
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t')
    const sender = cluster.producer({
      partitioner: {
        partition: ({ valueBytes }) => {
          seen.push(valueBytes)
          // What the first one waited in is spare by now, and the second one still waits.
          if (seen.length === 2) sent.push(sender.send({ topic: 't', value: '333' }))
          return 0
        },
      },
    })

    for (const value of ['111', '222']) sent.push(sender.send({ topic: 't', value }))
    await cluster.until(Promise.all(sent))
    await cluster.until(Promise.all(sent))

    expect(seen.map(text)).toEqual(['111', '222', '333'])
    expect(cluster.kafka.records('t').map(({ value }) => text(value))).toEqual([
      '111',
      '222',
      '333',
    ])
  })

  it('of bytes that grow while they are taken fail their record, and nothing waits for it', async () => {
    const cluster = startVirtualCluster({ autoCreateTopics: false })
    const sender = cluster.producer({ maxWaitingBytes: 2_000 })

    for (let sent = 0; sent < 5; sent++) {
      const shared = new SharedArrayBuffer(8, { maxByteLength: 5_000 })
      const { signal } = new AbortController()
      let reads = 0
      // As another thread might, once they are measured.
      Object.defineProperty(signal, 'aborted', {
        get: () => {
          if (reads++ === 1) shared.grow(5_000)
          return false
        },
      })
      const growing = sender.send({ topic: 't', value: new Uint8Array(shared) }, { signal })
      await expect(cluster.until(growing)).rejects.toMatchObject({ code: 'INVALID_RECORD' })
      expect(shared.byteLength).toBe(5_000)
    }

    await cluster.until(sender.flush())
  })
})
