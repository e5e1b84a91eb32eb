import {
  apiVersionsRequest,
  apiVersionsResponse,
  encodeRequestFrame,
  fetchRequest,
  fetchResponse,
  metadataRequest,
  metadataResponse,
} from '@headwater/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameClient } from '../../test/support/frame-client.ts'
import { PRODUCE, produce, produceBody } from '../../test/support/produce.ts'
import { createMemoryKafka } from '../create-memory-kafka.ts'
import { ManualClock } from '../time/manual-clock.ts'
import { MAX_CONNECTIONS } from './cluster.ts'
import { MAX_REQUEST_ENTRIES } from './request-limits.ts'

const FETCH = { request: fetchRequest, response: fetchResponse }
const METADATA = { request: metadataRequest, response: metadataResponse }
const API_VERSIONS = { request: apiVersionsRequest, response: apiVersionsResponse }
const SOFTWARE = { clientSoftwareName: 'test', clientSoftwareVersion: '1' }
const ALL_TOPICS = { topics: null }

const WAIT_FOR_DATA = {
  maxWaitMs: 500,
  minBytes: 1,
  topics: [
    { topic: 't', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000 }] },
  ],
}

function start() {
  const clock = new ManualClock()
  const kafka = createMemoryKafka({ clock })
  kafka.createTopic('t', { partitions: 1 })
  return { clock, kafka, cluster: kafka.cluster, client: new FrameClient(kafka.cluster) }
}

describe('BrokerConnection', () => {
  it('answers in the order of the requests, whatever the first one waits for', () => {
    const { clock, client } = start()

    const fetch = client.send(FETCH, 11, WAIT_FOR_DATA)
    const metadata = client.send(METADATA, 8, ALL_TOPICS)
    expect(client.written).toEqual([])
    clock.advance(500)

    expect(client.take(fetch).responses[0]?.partitions[0]?.highWatermark).toBe(0n)
    expect(client.take(metadata).topics[0]?.name).toBe('t')
  })

  it('serves the next request only when the one before has its answer', () => {
    const { clock, client, kafka } = start()
    client.send(FETCH, 11, { ...WAIT_FOR_DATA })
    client.send(PRODUCE, 10, produceBody('t', { timestampMs: clock.wallTime() }))

    clock.advance(499)
    expect(kafka.records('t')).toEqual([])

    clock.advance(1)
    expect(kafka.records('t').length).toBe(1)
  })

  it('takes requests that arrive byte by byte and several at once', () => {
    const { client } = start()
    const frame = encodeRequestFrame(metadataRequest, 8, 7, 'test', ALL_TOPICS)

    for (const byte of frame) client.connection.receive(Buffer.of(byte))
    expect(client.written.length).toBe(1)

    client.connection.receive(Buffer.concat([frame, frame]))
    expect(client.written.length).toBe(3)
  })

  it('stops reading from a client that sends much behind a request that waits', () => {
    const { clock, client } = start()
    client.send(FETCH, 11, WAIT_FOR_DATA)
    const values = ['x'.repeat(600_000)]

    client.send(PRODUCE, 10, produceBody('t', { values, timestampMs: clock.wallTime() }))
    expect(client.paused).toBe(false)
    client.send(PRODUCE, 10, produceBody('t', { values, timestampMs: clock.wallTime() }))
    expect(client.paused).toBe(true)

    clock.advance(500)
    expect(client.paused).toBe(false)
    expect(client.written.length).toBe(3)
  })

  it('waits with the next answer until the client has taken the one before', () => {
    const { client } = start()
    client.writable = false

    client.send(METADATA, 8, ALL_TOPICS)
    client.send(METADATA, 8, ALL_TOPICS)
    expect(client.written.length).toBe(1)

    client.writable = true
    client.connection.drained()
    expect(client.written.length).toBe(2)
  })

  it('lets go of a waiting request when its client goes away', () => {
    const { clock, client, cluster } = start()
    client.send(FETCH, 11, WAIT_FOR_DATA)
    expect(clock.pendingTimers).toBe(1)

    client.connection.ended()

    expect(clock.pendingTimers).toBe(0)
    produce(new FrameClient(cluster), 't', { timestampMs: clock.wallTime() })
    expect(client.written).toEqual([])
  })

  it.each([
    ['a negative length', Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['a length beyond what is taken', Buffer.from([0x7f, 0xff, 0xff, 0xff])],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['no header', Buffer.from([0, 0, 0, 2, 0, 0])],
    ['an unknown API', Buffer.from([0, 0, 0, 8, 0x10, 0, 0, 0, 0, 0, 0, 1])],
    ['Produce 2', Buffer.from([0, 0, 0, 8, 0, 0, 0, 2, 0, 0, 0, 1])],
    ['half a body', Buffer.from([0, 0, 0, 12, 0, 3, 0, 8, 0, 0, 0, 1, 0xff, 0xff, 0, 0])],
  ])('closes on %s, and only itself', (_what, bytes) => {
    const { client, cluster } = start()
    const other = new FrameClient(cluster)

    client.connection.receive(bytes)

    expect(client.closed).toBe(true)
    expect(client.written).toEqual([])
    expect(other.call(METADATA, 8, ALL_TOPICS).topics.length).toBe(1)
  })

  it('answers ApiVersions of an unknown version in version 0, with the versions that it speaks', () => {
    const { client } = start()
    const frame = encodeRequestFrame(apiVersionsRequest, 4, 9, 'test', SOFTWARE)
    frame.writeInt16BE(99, 6)

    client.connection.receive(frame)

    const answer = client.take({ response: apiVersionsResponse, version: 0, correlationId: 9 })
    expect(answer).toEqual({
      errorCode: 35,
      apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 4 }],
    })
    expect(client.call(API_VERSIONS, 4, SOFTWARE).errorCode).toBe(0)
  })

  it('serves what came whole before bytes that are no frame', () => {
    const { client } = start()
    const frame = encodeRequestFrame(metadataRequest, 8, 7, 'test', ALL_TOPICS)

    client.connection.receive(Buffer.concat([frame, Buffer.from([0xff, 0xff, 0xff, 0xff])]))

    expect(client.written.length).toBe(1)
    expect(client.closed).toBe(true)
  })

  it('serves many small requests that came at once', () => {
    const { client } = start()
    const frame = encodeRequestFrame(metadataRequest, 8, 7, 'test', { topics: [] })

    client.connection.receive(Buffer.concat(Array.from({ length: 20_000 }, () => frame)))

    expect(client.written.length).toBe(20_000)
    expect(client.paused).toBe(false)
  })

  it.each([
    ['one without records that is too long', 4_194_305, 3],
    ['a record batch beyond all bounds', 104_857_601, 0],
  ])('closes on %s', (_what, bytes, apiKey) => {
    const { client } = start()
    const head = Buffer.alloc(12)
    head.writeInt32BE(bytes, 0)
    head.writeInt16BE(apiKey, 4)
    head.writeInt16BE(8, 6)

    client.connection.receive(head)
    if (!client.closed) client.connection.receive(Buffer.alloc(bytes - 8))

    expect(client.closed).toBe(true)
    expect(client.written).toEqual([])
  })

  it('closes on more entries than an answer should have', () => {
    const { client } = start()
    const topics = Array.from({ length: MAX_REQUEST_ENTRIES }, () => ({ name: 't' }))

    expect(client.call(METADATA, 8, { topics }).topics.length).toBe(1)
    client.send(METADATA, 8, { topics: [...topics, { name: 't' }] })

    expect(client.closed).toBe(true)
  })

  it('closes the connection that makes all of them together hold too much', () => {
    const { client, cluster } = start()
    const begun = Buffer.alloc(100_000_000)
    begun.writeInt32BE(104_857_600, 0)
    const hoarders = [new FrameClient(cluster), new FrameClient(cluster), new FrameClient(cluster)]

    for (const hoarder of hoarders) hoarder.connection.receive(begun)

    expect(hoarders.map(({ closed }) => closed)).toEqual([false, false, true])
    expect(client.call(METADATA, 8, ALL_TOPICS).topics.length).toBe(1)
    hoarders[0]?.connection.ended()
    const next = new FrameClient(cluster)
    next.connection.receive(begun)
    expect(next.closed).toBe(false)
  })

  it('survives any bytes: it answers, waits or closes, and never throws', () => {
    const { cluster } = start()
    const request = encodeRequestFrame(PRODUCE.request, 10, 1, 'test', produceBody('t'))
    const mutated = fc
      .array(fc.tuple(fc.nat(request.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const bytes = Buffer.from(request)
        for (const [at, value] of changes) bytes[at] = value
        return bytes
      })

    fc.assert(
      fc.property(
        fc.oneof(mutated, fc.uint8Array({ maxLength: 100 }).map(Buffer.from)),
        (bytes) => {
          const client = new FrameClient(cluster)
          client.connection.receive(bytes)
          client.connection.ended()
        },
      ),
      { numRuns: 500 },
    )
    expect(new FrameClient(cluster).call(METADATA, 8, ALL_TOPICS).brokers.length).toBe(1)
  })
})

describe('Cluster', () => {
  it('takes no more connections than it has room for', () => {
    const { cluster, client } = start()
    for (let i = 1; i < MAX_CONNECTIONS; i++) new FrameClient(cluster)

    expect(() => new FrameClient(cluster)).toThrow('takes no connection')
    client.connection.ended()
    expect(() => new FrameClient(cluster)).not.toThrow()
  })

  it('takes no connection to a node that is dead or unknown', async () => {
    const { cluster, kafka } = start()

    await kafka.kill(1)

    expect(() => new FrameClient(cluster, 1)).toThrow('takes no connection')
    expect(() => new FrameClient(cluster, 2)).toThrow('takes no connection')
  })

  it('tells which requests it saw', () => {
    const { clock, client, kafka } = start()
    clock.advance(5)

    client.call(METADATA, 8, ALL_TOPICS)

    expect(kafka.requests()).toEqual([
      { api: 'Metadata', version: 8, node: 1, clientId: 'test', connection: 1, time: 5 },
    ])
  })
})
