import { describe, expect, it } from 'vitest'
import { BrokerQueue } from './broker-queue.ts'

describe('BrokerQueue', () => {
  it('S34: is quiet as long as the broker asked for at most, also when a later answer asks for less', () => {
    const broker = new BrokerQueue(1)

    broker.throttle(1_000, 0)
    broker.throttle(10, 5)
    expect(broker.mutedUntilMs).toBe(1_000)

    broker.throttle(1_000, 10)
    expect(broker.mutedUntilMs).toBe(1_010)
  })

  it('S34: is quiet no longer than a minute, and not for the next connection', () => {
    const broker = new BrokerQueue(1)

    broker.throttle(0x7fff_ffff, 7)
    expect(broker.mutedUntilMs).toBe(60_007)

    broker.connectionClosed()
    expect(broker.mutedUntilMs).toBe(0)
  })
})
