import { queryObjects } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { ProducerBatch } from '../src/accumulator/producer-batch.ts'
import { WaitingRecord } from '../src/producer/waiting-record.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('metadata', () => {
  it('is asked for again when the leader died while nothing was in flight (L22)', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster({ brokers: 3 })
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer()
    await until(sender.send({ topic: 't', value: '0' }))
    const [{ leaderId } = { leaderId: -1 }] = await until(sender.partitionsFor('t'))
    await kafka.kill(leaderId)
    clock.advance(1_000)

    const startedAt = clock.now()
    await until(sender.send({ topic: 't', value: '1' }))

    expect(clock.now() - startedAt).toBeLessThan(2_000)
  })

  it('about another topic does not end the wait for a new partition', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster({ latencyMs: 5 })
    kafka.createTopic('t', { partitions: 1 })
    kafka.createTopic('other')
    const sender = producer()
    await until(sender.partitionsFor('t'))
    clock.advance(5_000)
    const other = sender.send({ topic: 'other', value: '' })
    for (let step = 0; step < 3; step++) {
      clock.advance(1)
      await new Promise((resolve) => setImmediate(resolve))
    }
    kafka.addPartitions('t', 2)
    const sent = sender.send({ topic: 't', value: '', partition: 1 })

    expect(await until(sent)).toMatchObject({ partition: 1 })
    await until(other)
  })

  it('that was asked for before the send does not end the wait for a new partition', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster({ latencyMs: 50 })
    kafka.createTopic('t', { partitions: 1 })
    const sender = producer({ metadataMaxAgeMs: 10_000 })
    await until(sender.partitionsFor('t'))
    const asked = () => kafka.requests().filter(({ api }) => api === 'Metadata').length
    const before = asked()
    for (let waited = 0; waited < 20_000 && asked() === before; waited++) {
      clock.advance(1)
      await Promise.resolve()
    }
    kafka.addPartitions('t', 2)
    const sent = sender.send({ topic: 't', value: '', partition: 1 })

    expect(await until(sent)).toMatchObject({ partition: 1 })
  })

  it('is hardly asked for once nobody waits for a topic that is not there (G7)', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster({ autoCreateTopics: false })
    const sender = producer({ maxBlockMs: 1_000 })
    await expect(until(sender.send({ topic: 'typo', value: '' }))).rejects.toBeDefined()
    const before = kafka.requests().length
    for (let second = 0; second < 600; second++) {
      clock.advance(1_000)
      await new Promise((resolve) => setImmediate(resolve))
    }

    expect(kafka.requests().length - before).toBeLessThan(50)
  })
})

describe('input', () => {
  it('asks a partitioner once per record, also for one that waits for room', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    let asked = 0
    const sender = producer({
      bufferMemoryBytes: 8_192,
      batchSizeBytes: 1_024,
      maxRequestSizeBytes: 2_048,
      maxWaitingBytes: 65_536,
      partitioner: {
        partition: () => {
          asked++
          return 0
        },
      },
    })
    await until(sender.partitionsFor('t'))
    const sends = Array.from({ length: 60 }, (_, index) =>
      sender.send({ topic: 't', value: String(index) }),
    )
    await until(Promise.all(sends))

    expect(asked).toBe(60)
  })

  it('rejects a batch whose list throws half-way, and does not throw', async () => {
    const { producer, until } = startVirtualCluster()
    function* broken() {
      yield { topic: 't', value: '1' }
      throw new Error('the list broke')
    }
    const sent = producer().sendBatch(broken())

    await expect(until(sent)).rejects.toMatchObject({ code: 'INVALID_RECORD' })
  })

  it('does not send a record that it has rejected because of its signal', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const sent = producer().send(
      { topic: 't', value: 'x' },
      { signal: { aborted: false } as unknown as AbortSignal },
    )

    await expect(until(sent)).rejects.toMatchObject({ code: 'INVALID_OPTION', persisted: 'no' })
    await clock.runUntilIdle(1_000)
    expect(kafka.records('t')).toEqual([])
    expect(clock.processHeld).toBe(false)
  })

  it('takes the largest record that its options allow', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const sender = producer({
      bufferMemoryBytes: 4_096,
      maxRequestSizeBytes: 4_096,
      batchSizeBytes: 1_024,
      maxWaitingBytes: 100_000,
      maxBlockMs: 1_000,
    })
    await until(sender.partitionsFor('t'))

    expect(await until(sender.send({ topic: 't', value: Buffer.alloc(4_020) }))).toMatchObject({
      offset: 0,
    })
  })
})

describe('decisions', () => {
  it('survive a retry policy that throws', async () => {
    const { kafka, producer, until, clock } = startVirtualCluster()
    kafka.createTopic('t')
    const rule = kafka.faults.on({ api: 'Produce', nth: 1 }).error('NOT_ENOUGH_REPLICAS')
    const sender = producer({
      retryPolicy: {
        delayMs: () => {
          throw new Error('a bug in the policy')
        },
      },
    })
    const sent = sender.send({ topic: 't', value: '' })
    await until(Promise.allSettled([sent]))
    await until(sender.send({ topic: 't', value: '' }))
    expect(rule.fired).toBe(1)
    expect(clock.processHeld).toBe(false)
  })

  it('tell possibly of a batch that was on the wire when no new producer id is given', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('a')
    kafka.createTopic('b')
    // Epoch 32767, the last one: a lost sequence then needs a new id.
    const last = kafka.faults.on({ api: 'InitProducerId', nth: 1 }).corrupt((response) => {
      response.writeInt16BE(32_767, response.length - 3)
      return response
    })
    const sender = producer({ requestTimeoutMs: 5_000 })
    await until(sender.send({ topic: 'b', value: '0' }))
    await until(sender.send({ topic: 'a', value: '0' }))
    kafka.faults.on({ api: 'InitProducerId' }).error('CLUSTER_AUTHORIZATION_FAILED')
    const hold = kafka.faults.on({ api: 'Produce', topic: 'b' }).applyThenDisconnect()
    const refuse = kafka.faults.on({ api: 'Produce', topic: 'a' }).error('INVALID_RECORD')
    const stored = sender.send({ topic: 'b', value: '1' })
    stored.catch(() => {})
    clock.advance(3)
    const refused = sender.send({ topic: 'a', value: '1' })
    refused.catch(() => {})
    const outcomes = await until(Promise.allSettled([stored, refused]))
    expect(last.fired).toBe(1)
    expect(kafka.log('b', 0)[0]?.header.producerEpoch).toBe(32_767)
    expect(refuse.fired).toBe(1)
    expect(hold.fired).toBeGreaterThan(0)
    expect(kafka.records('b').map((record) => record.value?.toString())).toEqual(['0', '1'])
    expect(outcomes[0]).not.toMatchObject({ reason: { persisted: 'no' } })
  })

  it('do not answer for a topic that was deleted and recreated under an unanswered batch (S37)', async () => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const sender = producer({ deliveryTimeoutMs: 20_000 })
    await until(sender.send({ topic: 't', value: '0' }))
    const rule = kafka.faults.on({ api: 'Produce', nth: 1 }).applyThenDisconnect()
    const sent = sender.send({ topic: 't', value: '1' })
    clock.advance(2)
    kafka.deleteTopic('t')
    kafka.createTopic('t')
    const [outcome] = await until(Promise.allSettled([sent]))

    expect(rule.fired).toBe(1)
    expect(outcome).toMatchObject({ status: 'rejected', reason: { persisted: 'possibly' } })
  })
})

describe('memory', () => {
  it('does not keep batches that are done until lingerMs is over', {
    timeout: 30_000,
  }, async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const sender = producer({ lingerMs: 60_000, batchSizeBytes: 1_024 })
    await until(sender.partitionsFor('t'))
    for (let round = 0; round < 50; round++) {
      await until(
        Promise.all(
          Array.from({ length: 40 }, () =>
            sender.send({ topic: 't', value: Buffer.alloc(900) }),
          ).slice(0, 39),
        ),
      )
    }

    expect(queryObjects(ProducerBatch, { format: 'count' })).toBeLessThan(200)
  })

  it('does not keep records that are done behind one that waits for its topic', async () => {
    const { kafka, producer, until } = startVirtualCluster({ autoCreateTopics: false })
    kafka.createTopic('t')
    const sender = producer({
      bufferMemoryBytes: 8_192,
      batchSizeBytes: 1_024,
      maxRequestSizeBytes: 2_048,
      maxWaitingBytes: 1_000_000,
    })
    await until(sender.partitionsFor('t'))
    const stuck = sender.send({ topic: 'missing', value: '' })
    stuck.catch(() => {})
    for (let round = 0; round < 20; round++) {
      await until(
        Promise.all(Array.from({ length: 200 }, () => sender.send({ topic: 't', value: '' }))),
      )
    }

    expect(queryObjects(WaitingRecord, { format: 'count' })).toBeLessThan(1_000)
    await until(Promise.allSettled([stuck]))
  })
})
