import { expect, it } from 'vitest'
import { NetworkMeters } from './network-meters.ts'

it('NetworkMeters forget the broker that came first when a cluster renumbers its brokers for ever', () => {
  const meters = new NetworkMeters()
  const kept = meters.node(1)
  const again = meters.node(1)

  for (let nodeId = 0; nodeId < 5_000; nodeId++) meters.node(nodeId)

  expect(again).toBe(kept)
  expect(meters.nodes.size).toBe(1_000)
  expect(meters.nodes.has(1)).toBe(false)
  expect(meters.nodes.has(4_999)).toBe(true)
})
