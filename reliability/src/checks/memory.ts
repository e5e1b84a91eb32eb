import { DEFAULT_PRODUCER_OPTIONS } from '@headwater/core'
import { ClientProcess } from '../client/client-process.ts'
import type { OverloadedReport } from '../client/overloaded-client.ts'
import type { PromisingReport } from '../client/promising-client.ts'
import type { ResourceUse } from '../client/resource-watch.ts'
import { atMost, type Figure, never, told } from '../report/figure.ts'
import type { Check } from './check.ts'
import { killEveryBroker } from './every-broker.ts'
import { withCluster } from './with-cluster.ts'

const MEBIBYTE = 2 ** 20
const MAX_BLOCK_MS = 5_000
const OFFER = { ratePerSecond: 20_000, maxBlockMs: MAX_BLOCK_MS }
const GRACE_MS = 250
const SLACK_MIB = 32

/** Queued records and waiting ones, each with its bound. */
const COUNTED_MIB =
  (DEFAULT_PRODUCER_OPTIONS.bufferMemoryBytes + DEFAULT_PRODUCER_OPTIONS.maxWaitingBytes) / MEBIBYTE

/** Half as much again for what the garbage collector has not seen. */
const BOUND_MIB = 1.5 * COUNTED_MIB + SLACK_MIB

/** A heap as a service has it that must stay small. */
const SMALL_HEAP = ['--max-old-space-size=128', '--max-semi-space-size=8']

/**
 * On a machine with memory to spare V8 lets 128 MiB of young objects and as much of dead old ones stand before it collects, and on a
 * busy one whoever waits for a moment is late. What that makes of promises alone is measured at the same time, in a process without a
 * producer: the bars are for what a producer takes beyond it.
 */
export const memory: Check = {
  name: 'memory',
  title: 'Memory while 20,000 records of 1 KiB a second are offered and no broker is there (G4)',
  async run({ seconds, note }) {
    note(`every broker is gone for ${seconds} s, in a heap of at most 128 MiB`)
    const small = await overload(seconds, SMALL_HEAP)
    note(`the same with Node's defaults, beside as many promises without a producer`)
    const [large, alone] = await Promise.all([overload(seconds, []), promises(seconds, small)])
    const aloneMib = grownMib(alone.resources)
    const largeMib = grownMib(large.resources)
    const refusedByMs = Math.max(MAX_BLOCK_MS, alone.slowestRefusalMs) + GRACE_MS
    return [
      ...loadFigures('a heap of 128 MiB', small),
      atMost('  memory beyond what it was before', grownMib(small.resources), BOUND_MIB, RSS),
      told('  slowest refusal', milliseconds(small.slowestExhaustedMs)),
      ...loadFigures('the defaults of Node', large),
      told('  memory beyond what it was before', `${Math.round(largeMib)}${RSS}`),
      told('  the same of promises without a producer', `${Math.round(aloneMib)}${RSS}`),
      atMost('  memory that the producer takes beyond them', largeMib - aloneMib, BOUND_MIB, RSS),
      told('  slowest refusal without a producer', milliseconds(alone.slowestRefusalMs)),
      atMost('  slowest refusal', large.slowestExhaustedMs, refusedByMs, ' ms'),
    ]
  },
}

const RSS = ' MiB RSS'

function loadFigures(heap: string, report: OverloadedReport): readonly Figure[] {
  const { offered, exhausted, heldBytes, untyped, unsettledAfterClose } = report
  return [
    told(`with ${heap}: records offered`, offered),
    told('  refused for want of room', exhausted),
    never('  failed without a typed error', untyped),
    never('  not settled after close', unsettledAfterClose),
    atMost('  held, after a collection', heldBytes / MEBIBYTE, COUNTED_MIB, ' MiB'),
  ]
}

function overload(seconds: number, heap: readonly string[]): Promise<OverloadedReport> {
  return withCluster(
    'overloaded',
    { ...OFFER, seconds },
    async (kafka, client) => {
      await client.answer(30_000)
      await killEveryBroker(kafka)
      client.tell('go')
      return client.answer<OverloadedReport>((seconds + 60) * 1_000)
    },
    {},
    [...heap, '--expose-gc'],
  )
}

async function promises(
  seconds: number,
  { queued, waiting }: OverloadedReport,
): Promise<PromisingReport> {
  const client = new ClientProcess('promising', { ...OFFER, seconds, queued, waiting })
  try {
    await client.answer(30_000)
    client.tell('go')
    return await client.answer<PromisingReport>((seconds + 60) * 1_000)
  } finally {
    await client.kill()
  }
}

function grownMib({ rssMostBytes, rssBeforeBytes }: ResourceUse): number {
  return (rssMostBytes - rssBeforeBytes) / MEBIBYTE
}

function milliseconds(value: number): string {
  return `${Math.round(value)} ms`
}
