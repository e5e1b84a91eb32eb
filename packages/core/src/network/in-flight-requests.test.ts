import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { ProducerError } from '../errors/producer-error.ts'
import { type InFlightRequest, InFlightRequests } from './in-flight-requests.ts'

function request(clock: ManualClock, correlationId: number, timeoutMs: number): InFlightRequest {
  const handler = { onResponse() {}, onFailure() {} }
  const sentAtMs = clock.now()
  return { apiKey: 3, apiVersion: 9, correlationId, sentAtMs, timeoutMs, handler, trace: null }
}

describe('InFlightRequests', () => {
  it('reports the request whose time is over, at its time', () => {
    const clock = new ManualClock()
    const late: [number, number][] = []
    const requests = new InFlightRequests(clock, ({ correlationId }) => {
      late.push([clock.now(), correlationId])
    })
    requests.add(request(clock, 1, 1_000))
    clock.advance(400)
    requests.add(request(clock, 2, 1_000))

    clock.advance(599)
    const before = [...late]
    clock.advance(1)

    expect(before).toEqual([])
    expect(late).toEqual([[1_000, 1]])
  })

  it('watches over a shorter time-out that was sent later', () => {
    const clock = new ManualClock()
    const late: [number, number][] = []
    const requests = new InFlightRequests(clock, ({ correlationId }) => {
      late.push([clock.now(), correlationId])
    })
    requests.add(request(clock, 1, 30_000))
    requests.add(request(clock, 2, 500))

    clock.advance(500)

    expect(late).toEqual([[500, 2]])
  })

  it('sets one timer however many requests come and go, and none while nothing waits', () => {
    const clock = new ManualClock()
    const requests = new InFlightRequests(clock, () => undefined)
    for (let id = 0; id < 1_000; id++) {
      requests.add(request(clock, id, 1_000))
      requests.removeOldest()
    }

    const whileBusy = clock.pendingTimers
    clock.advance(1_000)

    expect(whileBusy).toBe(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('goes on watching after an answer came in time', () => {
    const clock = new ManualClock()
    const late: number[] = []
    const requests = new InFlightRequests(clock, () => late.push(clock.now()))
    requests.add(request(clock, 1, 1_000))
    clock.advance(900)
    requests.removeOldest()
    requests.add(request(clock, 2, 1_000))

    clock.advance(1_000)

    expect(late).toEqual([1_900])
  })

  it('reads answers that are already here before it declares a time-out (S64)', () => {
    const clock = new ManualClock()
    const late: number[] = []
    const requests = new InFlightRequests(clock, () => late.push(clock.now()))
    requests.add(request(clock, 1, 1_000))
    // After a long block the timer fires first; the socket is read later in the same turn, before its end.
    const scheduleTurn = clock.scheduleTurn.bind(clock)
    clock.scheduleTurn = (callback) => {
      scheduleTurn(() => requests.removeOldest())
      scheduleTurn(callback)
    }

    clock.advance(5_000)

    expect(late).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })

  it('reports nothing after it was stopped', () => {
    const clock = new ManualClock()
    const late: number[] = []
    const requests = new InFlightRequests(clock, () => late.push(clock.now()))
    requests.add(request(clock, 1, 1_000))

    requests.stop()
    clock.advance(2_000)

    expect(late).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })

  it('fails what waits in the order in which it was sent, each once', () => {
    const clock = new ManualClock()
    const failed: number[] = []
    const requests = new InFlightRequests(clock, () => undefined)
    for (const id of [1, 2, 3]) {
      const handler = { onResponse() {}, onFailure: () => failed.push(id) }
      requests.add({ ...request(clock, id, 1_000), handler })
    }

    requests.failAll(new ProducerError('BROKERS_UNREACHABLE', 'gone'))
    requests.failAll(new ProducerError('BROKERS_UNREACHABLE', 'gone'))

    expect(failed).toEqual([1, 2, 3])
    expect(requests.count).toBe(0)
  })
})
