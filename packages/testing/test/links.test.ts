import { describe, expect, it } from 'vitest'
import { answersIn, METADATA_FRAME, networkTestBed } from './support/network-test-bed.ts'

describe('latency and jitter', () => {
  it('differ by direction and node, and change while the connection is open', () => {
    const { clock, network, dial } = networkTestBed()
    network.links({ node: 1, direction: 'toBroker' }).set({ latencyMs: 30 })
    network.links({ node: 1, direction: 'toClient' }).set({ latencyMs: 4 })
    const [slow, fast] = [dial(9092), dial(9093)]
    clock.advance(34)
    expect([slow.told, fast.told]).toEqual([['connect at 34'], ['connect at 0']])

    network.links({ node: 1, direction: 'toBroker' }).set({ latencyMs: 1 })
    slow.socket.write([METADATA_FRAME])
    clock.advance(100)

    expect(slow.told.at(-1)).toBe('data at 39')
  })

  it('are drawn anew for every write, and nothing overtakes', () => {
    const draws = [0, 0, 0.9, 0.1, 0.5]
    const { clock, dial } = networkTestBed({
      latencyMs: 10,
      jitterMs: 100,
      random: { next: () => draws.shift() ?? 0 },
    })
    const { told, socket } = dial()
    clock.advance(20)

    socket.write([METADATA_FRAME])
    socket.write([METADATA_FRAME])
    clock.advance(1_000)

    // There: 100 ms for the first, 20 ms for the second, which waits for it. Back: 60 ms and 10 ms, likewise.
    expect(told).toEqual(['connect at 20', 'data at 180', 'data at 180'])
  })

  it('never let later bytes arrive first when the way gets shorter', () => {
    const { clock, kafka, network, dial, produceFrame } = networkTestBed({ latencyMs: 50 })
    const { socket } = dial()
    clock.advance(100)
    socket.write([produceFrame('first')])

    network.links().set({ latencyMs: 0 })
    socket.write([produceFrame('second')])
    clock.advance(100)

    expect(kafka.records('t').map(({ value }) => String(value))).toEqual(['first', 'second'])
  })
})

describe('bandwidth', () => {
  it('holds back what has not left, and counts it as buffered', () => {
    const { clock, dial } = networkTestBed({ bytesPerSecond: 1_000 })
    const { told, socket } = dial()
    clock.advance(0)
    const bytes = METADATA_FRAME.length
    expect([told, socket.bufferedBytes]).toEqual([['connect at 0'], 0])

    socket.write([METADATA_FRAME])
    socket.write([METADATA_FRAME])
    expect(socket.bufferedBytes).toBe(2 * bytes)
    clock.advance(10)
    expect(socket.bufferedBytes).toBe(2 * bytes - 10)

    clock.advance(2 * bytes)
    expect(socket.bufferedBytes).toBe(0)
  })

  it('tells the client when what was held up has left, and nothing where it left at once', () => {
    const { clock, dial, network } = networkTestBed()
    const { told, socket } = dial()
    clock.advance(0)
    socket.write([METADATA_FRAME])
    clock.advance(0)
    network.links({ direction: 'toBroker' }).set({ bytesPerSecond: 1_000 })
    const bytes = METADATA_FRAME.length

    socket.write([METADATA_FRAME])
    socket.write([METADATA_FRAME])
    clock.advance(1_000)

    const drains = told.filter((line) => line.startsWith('drain'))
    expect(drains).toEqual([`drain at ${2 * bytes}`])
  })

  it('counts for what waits already when it changes', () => {
    const { clock, network, dial } = networkTestBed({ bytesPerSecond: 1 })
    const { chunks, socket } = dial()
    clock.advance(0)
    socket.write([METADATA_FRAME])
    clock.advance(1_000)
    expect(socket.bufferedBytes).toBe(METADATA_FRAME.length - 1)

    network.links().set({ bytesPerSecond: Number.POSITIVE_INFINITY })
    clock.advance(0)

    expect([socket.bufferedBytes, answersIn(chunks)]).toEqual([0, 1])
  })

  it('goes on leaving while other links change all the time', () => {
    const { clock, network, dial } = networkTestBed()
    const { chunks, socket } = dial()
    clock.advance(0)
    network.links({ connection: 1 }).set({ bytesPerSecond: 10 })
    socket.write([METADATA_FRAME])

    for (let i = 0; i < 100; i++) {
      network.links({ node: 2 }).set({ latencyMs: i })
      clock.advance(METADATA_FRAME.length)
    }

    expect(socket.bufferedBytes).toBe(0)
    network.heal()
    clock.advance(0)
    expect(answersIn(chunks)).toBe(1)
  })

  it('lets the broker answer no further while its answers do not leave', () => {
    const { clock, kafka, network, dial } = networkTestBed()
    for (let i = 0; i < 500; i++) kafka.createTopic(`topic-${i}-${'x'.repeat(200)}`)
    const { chunks, socket } = dial()
    clock.advance(0)
    network.links({ direction: 'toClient' }).set({ bytesPerSecond: 1_000 })

    for (let i = 0; i < 5; i++) socket.write([METADATA_FRAME])
    clock.advance(0)
    expect(kafka.requests().length).toBe(1)

    network.links({ direction: 'toClient' }).reset()
    clock.advance(0)
    expect([kafka.requests().length, answersIn(chunks)]).toEqual([5, 5])
  })

  it('is felt by the client when a broker reads no more', () => {
    const { clock, kafka, dial, produceFrame } = networkTestBed()
    const { socket } = dial()
    clock.advance(0)
    kafka.pauseNode(1)
    const frame = produceFrame('x'.repeat(700_000))
    for (let i = 0; i < 4; i++) {
      socket.write([frame])
      clock.advance(0)
    }
    expect(socket.bufferedBytes).toBe(2 * frame.length)

    kafka.resumeNode(1)
    clock.advance(0)

    expect([socket.bufferedBytes, kafka.records('t').length]).toEqual([0, 4])
  })
})

describe('slices', () => {
  it('of one byte arrive one by one, both ways', () => {
    const { clock, dial } = networkTestBed({ sliceBytes: 1, latencyMs: 3 })
    const { told, chunks, socket } = dial()
    clock.advance(6)

    socket.write([METADATA_FRAME, METADATA_FRAME])
    clock.advance(6)

    expect(chunks.every(({ length }) => length === 1)).toBe(true)
    expect([answersIn(chunks), told.at(-1)]).toEqual([2, 'data at 12'])
  })
})

describe('refuse', () => {
  it('turns dials away, and leaves what is open', () => {
    const { clock, network, dial } = networkTestBed()
    const open = dial()
    clock.advance(0)

    network.links({ port: 9092 }).set({ refuse: true })
    const refused = dial()
    open.socket.write([METADATA_FRAME])
    clock.advance(0)

    expect(refused.told).toEqual(['connect ECONNREFUSED 127.0.0.1:9092 at 0', 'close at 0'])
    expect(answersIn(open.chunks)).toBe(1)
  })
})

describe('what a network remembers', () => {
  it('is every dial with its time, also where nobody listens', () => {
    const { clock, network, dial } = networkTestBed()
    dial(9093)
    clock.advance(7)
    dial(1)

    expect(network.dials).toEqual([
      { connection: 1, port: 9093, node: 2, time: 0 },
      { connection: 2, port: 1, node: undefined, time: 7 },
    ])
  })

  it('replays with the same seed', () => {
    const run = (): string[] => {
      const { clock, dial } = networkTestBed({ latencyMs: 1, jitterMs: 50 })
      const { told, socket } = dial()
      clock.advance(200)
      for (let i = 0; i < 20; i++) socket.write([METADATA_FRAME])
      clock.advance(1_000)
      return told
    }

    expect(run()).toEqual(run())
    expect(new Set(run()).size).toBeGreaterThan(5)
  })

  it('refuses impossible settings', () => {
    const { network } = networkTestBed()

    expect(() => network.links().set({ latencyMs: -1 })).toThrow('latencyMs must be at least 0')
    expect(() => network.links().set({ bytesPerSecond: Number.NaN })).toThrow(RangeError)
    expect(() => networkTestBed({ sliceBytes: 0 })).toThrow('sliceBytes must be at least 1')
    expect(() => network.flap({}, { downMs: 0, upMs: 1 })).toThrow(RangeError)
  })
})
