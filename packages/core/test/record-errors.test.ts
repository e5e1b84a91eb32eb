import { describe, expect, it } from 'vitest'
import { storedValues } from './stored-values.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

describe('a batch that a broker refuses because of single records (KIP-467)', () => {
  /** A compacted topic takes no record without a key. */
  function startCompacted() {
    const cluster = startVirtualCluster()
    cluster.kafka.createTopic('t', { config: { 'cleanup.policy': 'compact' } })
    return cluster
  }

  it('S54: tells the culprits what was said about them and the others that they are innocent', async () => {
    const cluster = startCompacted()
    const sender = cluster.producer()
    await cluster.until(sender.partitionsFor('t'))
    const records = [
      { topic: 't', key: 'a', value: '0' },
      { topic: 't', value: '1' },
      { topic: 't', key: 'c', value: '2' },
      { topic: 't', value: '3' },
    ]

    const outcomes = await cluster.until(
      Promise.allSettled(records.map((record) => sender.send(record))),
    )

    const refused = {
      code: 'BROKER_REJECTED',
      brokerError: 'INVALID_RECORD',
      persisted: 'no',
      attempts: 1,
    }
    const culprit = { ...refused, retriable: false, message: expect.stringMatching(/this record/) }
    const innocent = {
      ...refused,
      retriable: true,
      message: expect.stringMatching(/a batch of 4 for t-0 .* because of other records in it/),
    }
    expect(
      outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : null)),
    ).toMatchObject([innocent, culprit, innocent, culprit])
    expect(storedValues(cluster)).toEqual([])
  })

  it('S54: reports each record with its own error, whoever waits for it', async () => {
    const cluster = startCompacted()
    const reported: unknown[] = []
    const sender = cluster.producer({
      onError: ({ retriable }, record) => reported.push([record?.value?.toString(), retriable]),
    })
    await cluster.until(sender.partitionsFor('t'))
    const called: unknown[] = []

    sender.trySend({ topic: 't', value: '0' }, (error) => called.push(error?.retriable))
    sender.trySend({ topic: 't', key: 'k', value: '1' }, (error) => called.push(error?.retriable))
    const list = sender.sendBatch([
      { topic: 't', value: '2' },
      { topic: 't', key: 'k', value: '3' },
    ])
    const outcomes = await cluster.until(list)
    await cluster.until(sender.flush())

    expect(reported).toEqual([
      ['0', false],
      ['1', true],
      ['2', false],
      ['3', true],
    ])
    expect(called).toEqual([false, true])
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { retriable: false } },
      { status: 'rejected', reason: { retriable: true } },
    ])
  })

  it('S54: stores the innocent when they are sent again, under a new epoch', async () => {
    const cluster = startCompacted()
    const sender = cluster.producer()
    await cluster.until(sender.send({ topic: 't', key: 'k', value: '0' }))
    const again = (value: string) => sender.send({ topic: 't', key: 'k', value })

    const refused = again('1').catch(() => again('1'))
    sender.trySend({ topic: 't', value: 'culprit' })
    await cluster.until(refused)

    expect(storedValues(cluster)).toEqual(['0', '1'])
    expect(cluster.kafka.log('t', 0).map(({ header }) => header.producerEpoch)).toEqual([0, 1])
    expect(cluster.kafka.violations()).toEqual([])
  })

  it('S54: says nothing of lost records when what followed the refused batch is out of order', async () => {
    const cluster = startCompacted()
    const warnings: string[] = []
    const logger = {
      error: () => {},
      warn: (message: string) => warnings.push(message),
      info: () => {},
      debug: () => {},
    }
    const sender = cluster.producer({ batchSizeBytes: 1, logger })
    await cluster.until(sender.send({ topic: 't', key: 'k', value: '0' }))

    const outcomes = await cluster.until(
      Promise.allSettled([
        sender.send({ topic: 't', value: 'no key' }),
        sender.send({ topic: 't', key: 'k', value: '1' }),
        sender.send({ topic: 't', key: 'k', value: '2' }),
      ]),
    )

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    const refusals = cluster.kafka.attempts().map(({ verdict }) => verdict)
    expect(refusals).toContain('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(warnings).toEqual(['Records were not delivered'])
  })
})
