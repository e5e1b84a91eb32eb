import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { CompressionCodec } from '../src/compression/compression-codec.ts'
import { COMPRESSION_ID } from '../src/compression/compression-id.ts'
import type { EncodedRecord } from '../src/record/encoded-record.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

const REPEATED = 'the same again, '.repeat(50)

/** A gzip that counts how often it is asked, and may be told to fail. */
function countingCodec(compress: (records: Uint8Array, call: number) => Uint8Array = pack) {
  const calls: number[] = []
  const codec: CompressionCodec = {
    name: 'gzip',
    compressSync: (records) => compress(records, calls.push(records.length)),
  }
  return { codec, calls }
}

function pack(records: Uint8Array): Uint8Array {
  return gzipSync(records)
}

describe('a producer that compresses', () => {
  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('stores batches in %s', async (codec) => {
    const { kafka, producer, until } = startVirtualCluster()
    const sender = producer({ compression: codec })

    await until(sender.send({ topic: 't', key: 'k', value: REPEATED, headers: { h: 'x' } }))

    const [batch] = kafka.log('t', 0)
    expect(batch?.header.compression).toBe(COMPRESSION_ID[codec])
    expect(batch?.bytes.length).toBeLessThan(REPEATED.length / 2)
    expect(kafka.records('t')).toMatchObject([
      { key: Buffer.from('k'), value: Buffer.from(REPEATED) },
    ])
    expect(kafka.violations()).toEqual([])
  })

  it('sends what compression would make larger as it is', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const noise = Buffer.from(Array.from({ length: 64 }, (_, index) => (index * 167 + 13) & 0xff))

    await until(producer({ compression: 'gzip' }).send({ topic: 't', value: noise }))

    expect(gzipSync(noise).length).toBeGreaterThan(noise.length)
    expect(kafka.log('t', 0)[0]?.header.compression).toBe(COMPRESSION_ID.none)
    expect(kafka.records('t')[0]?.value).toEqual(noise)
  })

  it('L9: compresses a batch once, and sends the same bytes again when it is retried', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const sent: string[] = []
    const watch = kafka.faults.on({
      api: 'Produce',
      when: ({ request }) => {
        const { topicData } = request as {
          topicData: { partitionData: { records: Uint8Array }[] }[]
        }
        const records = topicData[0]?.partitionData[0]?.records ?? Buffer.alloc(0)
        sent.push(Buffer.from(records).toString('hex'))
        return sent.length <= 2
      },
    })
    const rule = watch.applyThenDisconnect()
    const { codec, calls } = countingCodec((records, call) => gzipSync(records, { level: call }))

    await until(producer({ compression: codec }).send({ topic: 't', value: REPEATED }))

    expect(rule.fired).toBe(2)
    expect(sent).toHaveLength(3)
    expect(new Set(sent).size).toBe(1)
    expect(calls).toHaveLength(1)
    expect(kafka.records('t').map(({ value }) => String(value))).toEqual([REPEATED])
    expect(kafka.violations()).toEqual([])
  })

  it('keeps the order of a partition when the first of several in flight is refused', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const rule = kafka.faults.on({ api: 'Produce', nth: 3 }).error('NOT_ENOUGH_REPLICAS')
    const sender = producer({ compression: 'zstd', batchSizeBytes: 1_000 })
    await until(sender.partitionsFor('t'))
    const values = Array.from({ length: 40 }, (_, index) => `${index} ${REPEATED}`)

    await until(Promise.all(values.map((value) => sender.send({ topic: 't', value }))))

    expect(rule.fired).toBe(1)
    expect(kafka.records('t').map(({ value }) => value?.toString())).toEqual(values)
    expect(kafka.violations()).toEqual([])
  })

  it('fits as many batches into a request as their compressed size allows', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { partitions: 8 })
    const sender = producer({
      compression: 'gzip',
      batchSizeBytes: 1_000,
      maxRequestSizeBytes: 1_000,
    })
    await until(sender.partitionsFor('t'))
    const produces = () => kafka.requests().filter(({ api }) => api === 'Produce').length

    const sends = Array.from({ length: 8 }, (_, partition) =>
      sender.send({ topic: 't', partition, value: REPEATED }),
    )
    await until(Promise.all(sends))

    expect(produces()).toBe(1)
  })

  it('compresses the halves of a batch that a broker finds too large from its plain records', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t', { config: { 'max.message.bytes': '1200' } })
    const sender = producer({ compression: 'gzip', batchSizeBytes: 20_000, lingerMs: 1 })
    await until(sender.partitionsFor('t'))
    const values = Array.from({ length: 40 }, (_, index) => digits(index, 100))

    await until(Promise.all(values.map((value) => sender.send({ topic: 't', value }))))

    const batches = kafka.log('t', 0)
    expect(batches.length).toBeGreaterThan(1)
    expect(new Set(batches.map(({ header }) => header.compression))).toEqual(
      new Set([COMPRESSION_ID.gzip]),
    )
    expect(kafka.records('t').map(({ value }) => String(value))).toEqual(values)
    expect(kafka.violations()).toEqual([])
  })

  it('tells observers the records as they were before compression', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const delivered: EncodedRecord[] = []
    const failed: EncodedRecord[] = []
    const sender = producer({
      compression: 'gzip',
      retryPolicy: { delayMs: () => null },
      onDelivery: (_metadata, record) => delivered.push(record),
      onError: (_error, record) => record !== null && failed.push(record),
    })
    await until(sender.send({ topic: 't', value: REPEATED }))
    const rule = kafka.faults.on({ api: 'Produce' }).error('INVALID_RECORD')

    await until(Promise.allSettled([sender.send({ topic: 't', value: `${REPEATED}!` })]))

    expect(rule.fired).toBe(1)
    expect(delivered.map(({ value }) => String(value))).toEqual([REPEATED])
    expect(failed.map(({ value }) => String(value))).toEqual([`${REPEATED}!`])
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('no memory')
      },
      'no memory',
    ],
    ['gives no bytes', () => new Uint8Array(0), 'The codec gave no bytes for 1 records'],
    ['gives something else', () => 'x' as never, 'The codec gave "x" for 1 records'],
    ['gives a promise', () => Promise.resolve() as never, 'The codec gave an object (Promise)'],
  ])('fails a batch whose codec %s, and goes on', async (_what, misbehave, message) => {
    const { clock, kafka, producer, until } = startVirtualCluster()
    const { codec, calls } = countingCodec((records, call) =>
      call === 2 ? misbehave() : gzipSync(records),
    )
    const sender = producer({
      compression: codec,
      bufferMemoryBytes: 20_000,
      batchSizeBytes: 1_000,
      maxRequestSizeBytes: 2_000,
    })
    const send = (index: number) => sender.send({ topic: 't', value: `${index} ${REPEATED}` })
    await until(send(1))

    const outcomes = await until(Promise.allSettled([send(2), send(3), send(4)]))

    expect(outcomes).toMatchObject([
      {
        reason: {
          code: 'COMPRESSION_FAILED',
          persisted: 'no',
          topic: 't',
          partition: 0,
          attempts: 0,
          message: expect.stringContaining(message),
        },
      },
      { status: 'fulfilled' },
      { status: 'fulfilled' },
    ])
    expect(calls).toHaveLength(4)
    expect(kafka.records('t').map(({ value }) => value?.[0])).toEqual([...Buffer.from('134')])
    expect(kafka.violations()).toEqual([])
    await until(sender.ready({ timeoutMs: 1 }))
    expect(clock.processHeld).toBe(false)
  })

  it('refuses zstd to a broker of Kafka 1.0, and says so', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    // Produce 3 to 6 in place of 0 to 13.
    const range = Buffer.from([0, 0, 0, 0, 0, 13])
    const rule = kafka.faults.on({ api: 'ApiVersions' }).corrupt((response) => {
      const at = response.indexOf(range)
      if (at > 0) response.writeInt32BE(0x0003_0006, at + 2)
      return response
    })
    const send = (compression: 'zstd' | 'gzip', value: string) =>
      producer({ compression }).send({ topic: 't', value })

    const outcomes = await until(
      Promise.allSettled([send('zstd', REPEATED), send('gzip', REPEATED), send('zstd', 'tiny')]),
    )

    expect(rule.fired).toBeGreaterThan(0)
    expect(outcomes).toMatchObject([
      {
        reason: {
          code: 'UNSUPPORTED_VERSION',
          persisted: 'no',
          attempts: 0,
          message: expect.stringContaining('zstd, which takes version 7 of Produce (Kafka 2.1)'),
        },
      },
      { status: 'fulfilled' },
      // Compression makes it larger, so it goes as it is, which every broker reads.
      { status: 'fulfilled' },
    ])
    expect(kafka.requests().find(({ api }) => api === 'Produce')?.version).toBe(6)
  })
})

/** Digits that look random: gzip halves them. */
function digits(seed: number, length: number): string {
  let state = seed + 1
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 16) % 10
  }
  return Array.from({ length }, next).join('')
}
