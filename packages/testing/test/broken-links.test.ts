import { describe, expect, it } from 'vitest'
import { answersIn, METADATA_FRAME, networkTestBed } from './support/network-test-bed.ts'

describe('a black hole', () => {
  it('swallows requests and their connection’s end, and gives them back when it is over', () => {
    const { clock, kafka, network, dial, produceFrame } = networkTestBed({ latencyMs: 5 })
    const { told, socket } = dial()
    clock.advance(10)
    socket.write([produceFrame('on its way')])
    network.links({ node: 1 }).set({ blackHole: true })
    socket.write([produceFrame('after it')])
    expect(socket.bufferedBytes).toBeGreaterThan(0)
    clock.advance(60_000)
    expect([told, kafka.records('t').length]).toEqual([['connect at 10'], 0])

    network.links({ node: 1 }).reset()
    clock.advance(10)

    expect(kafka.records('t').map(({ value }) => String(value))).toEqual(['on its way', 'after it'])
    expect(told.slice(1)).toEqual(['drain at 60010', 'data at 60015', 'data at 60020'])
  })

  it('lets a client give up, and the broker serve its request and see it go much later', () => {
    const { clock, kafka, network, dial, produceFrame } = networkTestBed({ latencyMs: 5 })
    const { told, socket } = dial()
    clock.advance(10)
    socket.write([produceFrame('late')])
    network.links().set({ blackHole: true })
    clock.advance(100)
    socket.destroy()
    clock.advance(100)
    expect(told).toEqual(['connect at 10', 'close at 110'])
    expect(kafka.connections().map(({ closedAt }) => closedAt)).toEqual([undefined])

    network.heal()
    clock.advance(100)

    expect(kafka.records('t').length).toBe(1)
    expect(kafka.connections().map(({ closedAt }) => closedAt)).toEqual([215])
  })

  it('of one direction loses the answers alone', () => {
    const { clock, kafka, network, dial, produceFrame } = networkTestBed()
    const { told, socket } = dial()
    clock.advance(0)
    network.links({ direction: 'toClient' }).set({ blackHole: true })

    socket.write([produceFrame('stored')])
    clock.advance(1_000)

    expect([told.length, kafka.records('t').length]).toEqual([1, 1])
  })

  it('lets dials hang', () => {
    const { clock, network, dial } = networkTestBed()
    network.links({ node: 1 }).set({ blackHole: true })
    const [hanging, other] = [dial(9092), dial(9093)]
    clock.advance(10_000)
    expect([hanging.told, other.told]).toEqual([[], ['connect at 0']])

    hanging.socket.destroy()
    clock.advance(0)
    network.heal()
    clock.advance(0)

    expect(hanging.told).toEqual(['close at 10000'])
  })
})

describe('cut', () => {
  it('breaks what is open now, with a reset or in order', () => {
    const { clock, kafka, network, dial } = networkTestBed({ latencyMs: 5 })
    const [first, second] = [dial(9092), dial(9093)]
    clock.advance(10)

    expect(network.cut({ node: 1 }).fired).toBe(true)
    network.cut({ node: 2 }, { how: 'end' })
    clock.advance(0)

    expect(first.told.slice(1)).toEqual(['read ECONNRESET at 10', 'close at 10'])
    expect(second.told.slice(1)).toEqual(['close at 10'])
    expect(kafka.connections().map(({ closedAt }) => closedAt)).toEqual([10, 10])
    expect(network.cut({ node: 1 }).fired).toBe(false)
  })

  it('breaks after so many bytes of a request, of the first connection that gets there', () => {
    const { clock, kafka, network, dial, produceFrame } = networkTestBed()
    const frame = produceFrame('v')
    const cut = network.cut({ direction: 'toBroker' }, { afterBytes: frame.length - 1 })
    const [first, second] = [dial(), dial()]
    clock.advance(0)

    first.socket.write([frame.subarray(0, 20)])
    second.socket.write([frame.subarray(0, 10)])
    clock.advance(0)
    expect(cut.fired).toBe(false)
    first.socket.write([frame.subarray(20)])
    second.socket.write([frame.subarray(10)])
    clock.advance(0)

    expect(cut.fired).toBe(true)
    expect(first.told.slice(1)).toEqual(['read ECONNRESET at 0', 'close at 0'])
    expect(second.told.at(-1)).toBe('data at 0')
    expect(kafka.records('t').length).toBe(1)
  })

  it('breaks right behind a whole request: it is applied, and its answer is lost', () => {
    const { clock, kafka, network, dial, produceFrame } = networkTestBed()
    const frame = produceFrame('v')
    const { told, socket } = dial()
    clock.advance(0)
    network.cut({}, { afterBytes: frame.length })

    socket.write([frame])
    clock.advance(0)

    expect(kafka.records('t').length).toBe(1)
    expect(told.slice(1)).toEqual(['read ECONNRESET at 0', 'close at 0'])
  })

  it('breaks within an answer, and gives the client what came before', () => {
    const { clock, network, dial } = networkTestBed()
    const { told, chunks, socket } = dial()
    clock.advance(0)
    network.cut({ direction: 'toClient' }, { afterBytes: 7, how: 'end' })

    socket.write([METADATA_FRAME])
    clock.advance(0)

    expect(chunks.map(({ length }) => length)).toEqual([7])
    expect(told.slice(1)).toEqual(['data at 0', 'close at 0'])
  })

  it('can be taken back, and wants a whole number', () => {
    const { clock, network, dial } = networkTestBed()
    const { chunks, socket } = dial()
    clock.advance(0)
    network.cut({}, { afterBytes: 1 }).remove()

    socket.write([METADATA_FRAME])
    clock.advance(0)

    expect(answersIn(chunks)).toBe(1)
    expect(() => network.cut({}, { afterBytes: -1 })).toThrow(RangeError)
  })
})

describe('losesEnd', () => {
  it('leaves the client’s end half open when its broker dies, until it is told by a reset', async () => {
    const { clock, kafka, network, dial } = networkTestBed()
    const { told, socket } = dial()
    clock.advance(0)
    network.links({ direction: 'toClient' }).set({ losesEnd: true })
    await kafka.kill(1)
    socket.write([METADATA_FRAME])
    clock.advance(5_000)
    expect(told).toEqual(['connect at 0'])

    network.heal()
    socket.write([METADATA_FRAME])
    clock.advance(0)

    expect(told.slice(1)).toEqual(['read ECONNRESET at 5000', 'close at 5000'])
  })

  it('leaves the broker’s end open when the client goes', () => {
    const { clock, kafka, network, dial } = networkTestBed()
    const { told, socket } = dial()
    clock.advance(0)
    network.links({ direction: 'toBroker' }).set({ losesEnd: true })

    socket.destroy()
    clock.advance(100)

    expect(told.at(-1)).toBe('close at 0')
    expect(kafka.connections()).toMatchObject([{ closedAt: undefined, clientClosedAt: 0 }])
  })
})

describe('flap', () => {
  it('breaks and refuses while down, lets dial while up, and leaves the links up', () => {
    const { clock, network, dial } = networkTestBed()
    const before = dial()
    clock.advance(0)
    const flapping = network.flap({ node: 1 }, { downMs: 200, upMs: 100 })
    const [down, other] = [dial(9092), dial(9093)]
    clock.advance(250)
    const up = dial()
    clock.advance(50)
    expect(before.told.slice(1)).toEqual(['read ECONNRESET at 0', 'close at 0'])
    expect(down.told[0]).toBe('connect ECONNREFUSED 127.0.0.1:9092 at 0')
    expect(other.told).toEqual(['connect at 0'])
    expect(up.told).toEqual(['connect at 250', 'read ECONNRESET at 300', 'close at 300'])
    expect(flapping.downs).toBe(2)

    flapping.stop()
    const after = dial()
    clock.advance(1_000)
    expect(after.told).toEqual(['connect at 300'])
    expect(clock.pendingTimers).toBe(0)
  })
})
