import { encodeRequestFrame, metadataRequest } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { PRODUCE, produceBody } from '../../test/support/produce.ts'
import { createMemoryKafka } from '../create-memory-kafka.ts'
import { ManualClock } from '../time/manual-clock.ts'
import { createMemoryNetwork } from './memory-network.ts'

const METADATA_FRAME = encodeRequestFrame(metadataRequest, 8, 1, 'test', { topics: null })

/** A client's socket in virtual time, and what it was told, with the time of each. */
function dial(options: { latencyMs?: number; port?: number } = {}) {
  const { port = 9092, ...network } = options
  const clock = new ManualClock()
  const kafka = createMemoryKafka({ clock })
  const told: string[] = []
  const tell = (what: string): void => {
    told.push(`${what} at ${clock.now()}`)
  }
  const socket = createMemoryNetwork(kafka.cluster, clock, network).connect(
    { host: 'localhost', address: '127.0.0.1', port },
    {
      onConnect: () => tell('connect'),
      onData: (chunk) =>
        tell(`data of ${chunk.readInt32BE(0) === chunk.length - 4 ? 'one frame' : '?'}`),
      onDrain: () => tell('drain'),
      onError: (error) => tell(error.message),
      onClose: () => tell('close'),
    },
  )
  return { clock, kafka, told, socket }
}

describe('createMemoryNetwork', () => {
  it('connects and carries bytes there and back, each in a turn of its own', () => {
    const { clock, told, socket } = dial()
    expect(told).toEqual([])

    clock.advance(0)
    socket.write([METADATA_FRAME.subarray(0, 10), METADATA_FRAME.subarray(10)])
    expect(told).toEqual(['connect at 0'])

    clock.advance(0)
    expect(told).toEqual(['connect at 0', 'data of one frame at 0'])
  })

  it('takes as long as the latency, each way', () => {
    const { clock, told, socket } = dial({ latencyMs: 5 })
    clock.advance(10)

    socket.write([METADATA_FRAME])
    socket.write([METADATA_FRAME])
    clock.advance(20)

    expect(told).toEqual(['connect at 10', 'data of one frame at 20', 'data of one frame at 20'])
  })

  it('keeps what was written when the client uses its buffer again', () => {
    const { clock, kafka, socket } = dial({ latencyMs: 5 })
    kafka.createTopic('t')
    clock.advance(10)
    const body = produceBody('t', { timestampMs: clock.wallTime() })
    const frame = encodeRequestFrame(PRODUCE.request, 9, 1, 'test', body)

    socket.write([frame])
    frame.fill(0)
    clock.advance(10)

    expect(kafka.records('t').length).toBe(1)
  })

  it.each([
    ['a port that nobody has', 1],
    ['a node that is dead', 9092],
  ])('refuses %s', async (_what, port) => {
    const { clock, kafka, told } = dial({ latencyMs: 5, port })
    await kafka.kill(1)

    clock.advance(10)

    expect(told).toEqual([`connect ECONNREFUSED 127.0.0.1:${port} at 10`, 'close at 10'])
  })

  it('tells of the end when the node dies', async () => {
    const { clock, kafka, told } = dial({ latencyMs: 5 })
    clock.advance(10)

    await kafka.kill(1)
    clock.advance(5)

    expect(told).toEqual(['connect at 10', 'close at 15'])
  })

  it('tells a client that destroys its socket nothing but that', () => {
    const { clock, told, socket } = dial({ latencyMs: 5 })
    clock.advance(10)
    socket.write([METADATA_FRAME])
    clock.advance(7)

    socket.destroy()
    socket.destroy()
    socket.write([METADATA_FRAME])
    clock.advance(100)

    expect(told).toEqual(['connect at 10', 'close at 17'])
  })

  it('lets a client give up before it is connected', () => {
    const { clock, told, socket } = dial({ latencyMs: 5 })

    socket.destroy()
    clock.advance(100)

    expect(told).toEqual(['close at 0'])
  })

  it('gives the whole answer before the end when the broker closes behind it', () => {
    const { clock, kafka, told, socket } = dial({ latencyMs: 5 })
    kafka.faults.on({ nth: 2 }).disconnect()
    clock.advance(10)

    socket.write([METADATA_FRAME])
    socket.write([METADATA_FRAME])
    clock.advance(100)

    expect(told).toEqual(['connect at 10', 'data of one frame at 20', 'close at 20'])
  })
})
