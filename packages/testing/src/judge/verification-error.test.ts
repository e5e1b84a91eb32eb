import { describe, expect, it } from 'vitest'
import { judgeTestBed, refusal } from '../../test/support/judge-test-bed.ts'
import { produce } from '../../test/support/produce.ts'
import { testCluster } from '../../test/support/test-cluster.ts'

describe('VerificationError', () => {
  it('tells the life of the record', () => {
    const { store, ledger, kafka, clock, error } = judgeTestBed()
    const entry = ledger.sent({ topic: 't', partition: 0, value: 'a' }, { session: 'shop' })
    clock.advance(5)
    kafka.faults.on({ api: 'Produce', nth: 1 }).error('NOT_ENOUGH_REPLICAS')
    store(['x', 'a'], { producerId: 7n, producerEpoch: 0, baseSequence: 3 })
    clock.advance(5)
    store(['x', 'a'], { producerId: 7n, producerEpoch: 0, baseSequence: 3 })
    clock.advance(5)
    entry.rejected(refusal('no'))

    const found = error({ strangers: 'allow' })?.findings[0]

    expect(found?.rule).toBe('O2')
    expect(found?.history).toEqual([
      '0.0 ms: sent to t-0 by shop as record 0',
      '5.0 ms: came to t-0 on node 1, connection 1, producer 7 epoch 0 sequence 3+1: NOT_ENOUGH_REPLICAS, fault error',
      '10.0 ms: came to t-0 on node 1, connection 1, producer 7 epoch 0 sequence 3+1: appended at offset 1',
      '15.0 ms: settled: rejected (no): it failed, no',
      'stands in t-0 at offset 1',
    ])
    expect(error({ strangers: 'allow' })?.message).toContain('    5.0 ms: came to t-0 on node 1')
  })

  it('shows ten findings and counts the rest', () => {
    const { sent, error } = judgeTestBed()
    for (let index = 0; index < 12; index++) sent(String(index))

    expect(error()?.message.split('\n').at(0)).toBe('12 promises were broken')
    expect(error()?.message.split('\n').at(-1)).toBe('and 2 more')
  })
})

describe('stopping a cluster', () => {
  it('fails when a client broke the protocol, once, after everything is closed', async () => {
    const { store, kafka } = judgeTestBed()
    store(['a'], { producerId: 7n, producerEpoch: 0, baseSequence: 0 })
    store(['b'], { producerId: 7n, producerEpoch: 0, baseSequence: 0 })

    await expect(kafka.stop()).rejects.toThrow('SEQUENCE_REUSED: producer 7 epoch 0 sent other')
    await kafka.stop()
  })

  it('does not fail when it was asked not to', async () => {
    const { kafka, client, now } = testCluster({ failOnViolations: false })
    const stamp = { ...now(), producerId: 7n, producerEpoch: 0, baseSequence: 0 }
    produce(client(), 't', { ...stamp, values: ['a'] })
    produce(client(), 't', { ...stamp, values: ['b'] })

    expect(kafka.violations()).toHaveLength(1)
    await kafka.stop()
  })
})
