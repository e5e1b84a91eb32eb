import { metadataRequest, metadataResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { FrameClient } from '../../test/support/frame-client.ts'
import { judgeTestBed } from '../../test/support/judge-test-bed.ts'
import { networkTestBed } from '../../test/support/network-test-bed.ts'
import { PRODUCE, produceBody } from '../../test/support/produce.ts'
import { DeliveryLedger } from './delivery-ledger.ts'
import { VerificationError } from './verification-error.ts'

const METADATA = { request: metadataRequest, response: metadataResponse }

describe('verify, about connections', () => {
  it('finds more requests in flight than are allowed', () => {
    const { client, kafka, broken, now } = judgeTestBed()
    const held = kafka.faults.on({ api: 'Produce', nth: 1 }).hold()
    for (let request = 0; request < 3; request++) {
      client().send(PRODUCE, 9, produceBody('t', now()))
    }
    client().send(METADATA, 9, { topics: null })

    expect(held.held).toBe(1)
    expect(broken({ maxInFlightRequests: 3 })).toEqual([])
    expect(broken({ maxInFlightRequests: 2 })).toEqual(['TOO_MANY_IN_FLIGHT'])
  })

  it('counts a request as in flight no longer than to its answer', () => {
    const { store, broken } = judgeTestBed()
    for (const value of ['a', 'b', 'c']) store([value])
    expect(broken({ maxInFlightRequests: 1 })).toEqual([])
  })

  it('finds a broker that is dialled too often, also in vain', async () => {
    const { kafka, clock, broken } = judgeTestBed()
    const rules = { maxDialsPerSecond: 3 }
    clock.advance(5_000)
    const dial = () => new FrameClient(kafka.cluster, 2)
    dial()
    dial()
    clock.advance(1_000)
    dial()
    dial()
    expect(broken(rules)).toEqual([])

    await kafka.kill(2)
    expect(dial).toThrow('Node 2 takes no connection')
    expect(broken(rules)).toEqual([])
    expect(dial).toThrow('Node 2 takes no connection')
    expect(broken(rules)).toEqual(['DIALLED_TOO_OFTEN'])
  })

  it('finds a client that asks after it has closed, but for what was on its way', () => {
    const { ledger, clock, client, broken } = judgeTestBed()
    clock.advance(10)
    ledger.closed('test')
    clock.advance(2)
    client().call(METADATA, 9, { topics: null })

    expect(broken({ travelMs: 2 })).toEqual([])
    expect(broken({ travelMs: 1 })).toEqual(['USED_AFTER_CLOSE'])
  })

  it('finds a client that dials after it has closed, even if it says nothing', () => {
    const { ledger, clock, kafka, broken } = judgeTestBed()
    ledger.closed('test')
    clock.advance(1)
    new FrameClient(kafka.cluster, 1)
    expect(broken()).toEqual(['USED_AFTER_CLOSE'])
  })

  it.each([
    [true, []],
    [false, ['USED_AFTER_CLOSE']],
  ])(
    'counts a request by when it was written, where its connection was closed in time: %s',
    (closes, rules) => {
      const { clock, kafka, network, dial, produceFrame } = networkTestBed()
      const ledger = new DeliveryLedger({ now: () => clock.now() })
      const { socket } = dial()
      network.links({ direction: 'toBroker' }).set({ losesEnd: true })
      clock.advance(0)
      const held = kafka.faults.on({ api: 'Produce', nth: 1 }).hold()
      socket.write([produceFrame('first'), produceFrame('second')])
      clock.advance(10)
      if (closes) socket.destroy()
      ledger.closed('test')
      clock.advance(1_000)
      held.remove()
      clock.advance(10)

      expect(kafka.attempts().map(({ time }) => time)).toEqual([0, 1_010])
      const found: string[] = []
      try {
        kafka.verify(ledger, { travelMs: 600 })
      } catch (error) {
        if (!(error instanceof VerificationError)) throw error
        found.push(...error.findings.map(({ rule }) => rule))
      }
      expect(found).toEqual(rules)
    },
  )
})
