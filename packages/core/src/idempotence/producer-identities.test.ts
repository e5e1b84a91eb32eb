import { describe, expect, it } from 'vitest'
import { LAST_PRODUCER_EPOCH, ProducerIdentities } from './producer-identities.ts'

describe('ProducerIdentities', () => {
  it('has none until a broker gives one', () => {
    const identities = new ProducerIdentities()
    identities.retire({ producerId: 1n, producerEpoch: 0, mayBump: true })

    expect(identities.current).toBeNull()
  })

  it('bumps the epoch once for all who lost a sequence under the same identity', () => {
    const identities = new ProducerIdentities()
    const first = { producerId: 1n, producerEpoch: 0, mayBump: true }
    identities.adopt(first)

    identities.retire(first)
    identities.retire(first)

    expect(identities.current).toEqual({ producerId: 1n, producerEpoch: 1, mayBump: true })
  })

  it('wants a new producer id behind the last epoch (KIP-360, S50)', () => {
    const identities = new ProducerIdentities()
    const beforeLast = { producerId: 1n, producerEpoch: LAST_PRODUCER_EPOCH - 1, mayBump: true }
    identities.adopt(beforeLast)

    identities.retire(beforeLast)
    const last = identities.current
    expect(last).toEqual({ producerId: 1n, producerEpoch: 32_767, mayBump: true })
    if (last !== null) identities.retire(last)

    expect(identities.current).toBeNull()
  })

  it('wants a new producer id where brokers know of no bump', () => {
    const identities = new ProducerIdentities()
    const first = { producerId: 1n, producerEpoch: 0, mayBump: false }
    identities.adopt(first)

    identities.retire(first)

    expect(identities.current).toBeNull()
  })

  it('L12: never goes back for a partition that lost a sequence under an identity long gone', () => {
    const identities = new ProducerIdentities()
    const first = { producerId: 1n, producerEpoch: 0, mayBump: true }
    identities.adopt(first)
    identities.retire(first)
    const second = identities.current
    if (second !== null) identities.retire(second)

    identities.retire(first)

    expect(identities.current?.producerEpoch).toBe(2)
  })

  it('wants a new producer id in place of one that another producer uses, whatever its epoch became here', () => {
    const identities = new ProducerIdentities()
    const shared = { producerId: 1n, producerEpoch: 0, mayBump: true }
    identities.adopt(shared)
    identities.retire(shared)

    identities.abandon(shared)
    const afterwards = identities.current
    const own = { producerId: 2n, producerEpoch: 0, mayBump: true }
    identities.adopt(own)
    identities.abandon(shared)

    expect([afterwards, identities.current]).toEqual([null, own])
  })
})
