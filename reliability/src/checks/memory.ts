import { DEFAULT_PRODUCER_OPTIONS } from '@headwater/core'
import type { EmbeddedKafka } from '@headwater/testing'
import type { ClientProcess } from '../client/client-process.ts'
import type { OverloadedReport } from '../client/overloaded-client.ts'
import { atMost, type Figure, never, told } from '../report/figure.ts'
import type { Check } from './check.ts'
import { killEveryBroker } from './every-broker.ts'
import { withCluster } from './with-cluster.ts'

const MEBIBYTE = 2 ** 20
const OFFERED_PER_SECOND = 20_000
const MAX_BLOCK_MS = 5_000
const GRACE_MS = 250
const SLACK_MIB = 32

/** Queued records and waiting ones, each with its bound. */
const COUNTED_MIB =
  (DEFAULT_PRODUCER_OPTIONS.bufferMemoryBytes + DEFAULT_PRODUCER_OPTIONS.maxWaitingBytes) / MEBIBYTE

/** Half as much again for what the garbage collector has not seen. */
const BOUND_MIB = 1.5 * COUNTED_MIB + SLACK_MIB

/**
 * A heap as a service has it that must stay small. Left to itself on a machine with memory to spare, V8 lets 128 MiB of young
 * objects and as much of dead old ones stand before it collects: that would be a figure about V8.
 */
const SMALL_HEAP = ['--max-old-space-size=128', '--max-semi-space-size=8', '--expose-gc']

export const memory: Check = {
  name: 'memory',
  title: 'Memory while 20,000 records of 1 KiB a second are offered and no broker is there (G4)',
  run: ({ seconds, note }) => {
    const settings = { ratePerSecond: OFFERED_PER_SECOND, seconds, maxBlockMs: MAX_BLOCK_MS }
    const measure = async (kafka: EmbeddedKafka, client: ClientProcess): Promise<Figure[]> => {
      await client.answer(30_000)
      await killEveryBroker(kafka)
      note(`every broker is gone for ${seconds} s`)
      client.tell('go')
      const report = await client.answer<OverloadedReport>((seconds + 60) * 1_000)
      const { rssMostBytes, rssBeforeBytes } = report.resources
      const heldMib = report.heldBytes / MEBIBYTE
      const grownMib = (rssMostBytes - rssBeforeBytes) / MEBIBYTE
      return [
        told('records offered', report.offered),
        told('refused for want of room', report.exhausted),
        atMost('slowest refusal', report.slowestExhaustedMs, MAX_BLOCK_MS + GRACE_MS, ' ms'),
        atMost('memory beyond what it was before', grownMib, BOUND_MIB, ' MiB RSS'),
        atMost('held, after a collection', heldMib, COUNTED_MIB, ' MiB'),
        never('failed without a typed error', report.untyped),
        never('not settled after close', report.unsettledAfterClose),
      ]
    }
    return withCluster('overloaded', settings, measure, {}, SMALL_HEAP)
  },
}
