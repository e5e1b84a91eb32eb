import { describe, expect, it } from 'vitest'
import type { RecordHeaders } from '../src/record/producer-record.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

/** As a revoked proxy is: whatever it is asked, it throws. */
function unreadable(): never {
  const { proxy, revoke } = Proxy.revocable([], {})
  revoke()
  return proxy as never
}

describe('a list or object that cannot be read', () => {
  it('S60: makes sendBatch reject, and not throw', async () => {
    const cluster = startVirtualCluster()
    const sender = cluster.producer()

    const outcomes = await cluster.until(
      Promise.allSettled([
        sender.sendBatch(unreadable()),
        sender.sendBatch([{ topic: 't', value: 'x' }], unreadable()),
      ]),
    )

    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ reason: { code: 'INVALID_RECORD', persisted: 'no' } })
    }
    expect(cluster.kafka.requests()).toEqual([])
  })

  it('S60: makes ensureTopics reject with INVALID_OPTION', async () => {
    const cluster = startVirtualCluster()

    const ensured = cluster.producer().ensureTopics(unreadable())

    await expect(cluster.until(ensured)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })

  it('S60: makes with throw INVALID_OPTION', () => {
    const sender = startVirtualCluster().producer()

    for (const headers of [unreadable(), { [Symbol.iterator]: 5 } as never]) {
      expect(() => sender.with({ headers })).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTION' }),
      )
    }
  })

  it('S60: destroys a stream with INVALID_RECORD', async () => {
    const cluster = startVirtualCluster()
    const stream = cluster.producer().writable({ topic: 't' })
    const failed = new Promise((resolve) => stream.once('error', resolve))

    stream.write(unreadable())

    expect(await cluster.until(failed)).toMatchObject({ code: 'INVALID_RECORD', topic: 't' })
  })
})

describe('headers of a view', () => {
  it('are refused by with when no record could have them', () => {
    const sender = startVirtualCluster().producer()
    const gone = new Uint8Array([1])
    structuredClone(gone.buffer, { transfer: [gone.buffer] })

    for (const headers of [{ a: gone }, new Array(1_001).fill(['a', 'b'])]) {
      expect(() => sender.with({ headers })).toThrow(
        expect.objectContaining({ code: 'INVALID_RECORD' }),
      )
    }
  })

  it('are on every record, also when their list can be walked only once', async () => {
    const cluster = startVirtualCluster()
    const headers: RecordHeaders = new Map([['source', 'web']]).entries()
    const view = cluster.producer().with({ headers })

    await cluster.until(view.send({ topic: 't', value: '1' }))
    await cluster.until(view.send({ topic: 't', value: '2' }))

    const stored = cluster.kafka.records('t').map((record) => record.headers.map(({ key }) => key))
    expect(stored).toEqual([['source'], ['source']])
  })
})
