import { DEFAULT_PRODUCER_OPTIONS } from '@headwater/core'
import type { OverloadedReport } from '../client/overloaded-client.ts'
import { atMost, never, told } from '../report/figure.ts'
import type { Check } from './check.ts'
import { killEveryBroker } from './every-broker.ts'
import { withCluster } from './with-cluster.ts'

const MEBIBYTE = 2 ** 20
const OFFERED_PER_SECOND = 20_000
const MAX_BLOCK_MS = 5_000
const GRACE_MS = 250
const SLACK_MIB = 32

/** Queued records and waiting ones, each with its bound; half as much again for what the garbage collector has not seen. */
const BOUND_MIB =
  (1.5 * (DEFAULT_PRODUCER_OPTIONS.bufferMemoryBytes + DEFAULT_PRODUCER_OPTIONS.maxWaitingBytes)) /
    MEBIBYTE +
  SLACK_MIB

export const memory: Check = {
  name: 'memory',
  title: 'Memory while 20,000 records of 1 KiB a second are offered and no broker is there (G4)',
  run: ({ seconds, note }) => {
    const settings = { ratePerSecond: OFFERED_PER_SECOND, seconds, maxBlockMs: MAX_BLOCK_MS }
    return withCluster('overloaded', settings, async (kafka, client) => {
      await client.answer(30_000)
      await killEveryBroker(kafka)
      note(`every broker is gone for ${seconds} s`)
      client.tell('go')
      const report = await client.answer<OverloadedReport>((seconds + 60) * 1_000)
      const { rssMostBytes, rssBeforeBytes } = report.resources
      const grownMib = (rssMostBytes - rssBeforeBytes) / MEBIBYTE
      return [
        told('records offered', report.offered),
        told('refused for want of room', report.exhausted),
        atMost('slowest refusal', report.slowestExhaustedMs, MAX_BLOCK_MS + GRACE_MS, ' ms'),
        atMost('memory beyond what it was before', grownMib, BOUND_MIB, ' MiB RSS'),
        never('failed without a typed error', report.untyped),
        never('not settled after close', report.unsettledAfterClose),
      ]
    })
  },
}
