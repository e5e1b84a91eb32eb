import { describe, expect, it } from 'vitest'
import { FrameClient } from '../../test/support/frame-client.ts'
import { judgeTestBed } from '../../test/support/judge-test-bed.ts'
import { PRODUCE, produceBody } from '../../test/support/produce.ts'

/** A broker that has answered a first Produce request with a wish for 100 ms of silence, and a client that sends more. */
function throttledBed() {
  const bed = judgeTestBed()
  const { kafka, client, clock, now } = bed
  const rule = kafka.faults.on({ api: 'Produce', nth: 1 }).throttle(100)
  const connection = client()
  const produceAfter = (ms: number): void => {
    clock.advance(ms)
    connection.call(PRODUCE, 9, produceBody('t', now()))
  }
  produceAfter(0)
  expect(rule.fired).toBe(1)
  return { ...bed, produceAfter }
}

describe('verify, about throttling', () => {
  it('finds a client that goes on producing when its broker has asked for silence', () => {
    const { produceAfter, error } = throttledBed()
    produceAfter(99)

    expect(error({ maxInFlightRequests: 1 })?.findings).toEqual([
      {
        rule: 'THROTTLE_IGNORED',
        what: expect.stringMatching(/^node 1 was sent Produce .* at .* ms, and had asked for/),
        history: [],
      },
    ])
  })

  it('finds nothing when the silence is over', () => {
    const { produceAfter, broken } = throttledBed()
    produceAfter(100)

    expect(broken({ maxInFlightRequests: 1 })).toEqual([])
  })

  it('allows what a client could send before it had the answer', () => {
    const { produceAfter, broken } = throttledBed()
    produceAfter(1)
    produceAfter(1)

    expect(broken({ maxInFlightRequests: 3 })).toEqual([])
    expect(broken({ maxInFlightRequests: 2 })).toEqual(['THROTTLE_IGNORED'])
    expect(broken()).toEqual([])
  })

  it('holds a client to the longest silence, whatever later answers ask for', () => {
    const { produceAfter, broken, kafka } = throttledBed()
    const shorter = kafka.faults.on({ api: 'Produce', nth: 1 }).throttle(1)
    produceAfter(0)
    produceAfter(50)

    expect(shorter.fired).toBe(1)
    expect(broken({ maxInFlightRequests: 2 })).toEqual(['THROTTLE_IGNORED'])
  })

  it('does not hold another connection to it', () => {
    const { kafka, now, broken } = throttledBed()
    new FrameClient(kafka.cluster, 1).call(PRODUCE, 9, produceBody('t', now()))

    expect(kafka.requests().filter(({ api }) => api === 'Produce')).toHaveLength(2)
    expect(broken({ maxInFlightRequests: 1 })).toEqual([])
  })
})
