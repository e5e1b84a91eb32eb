import { setTimeout as sleep } from 'node:timers/promises'
import type { EmbeddedKafka } from '@headwater/testing'
import type { ClientProcess } from '../client/client-process.ts'
import type { LoadReport, LoadSample } from '../client/load-client.ts'
import { recovery } from '../load/recovery.ts'
import { brokenPromiseFigures } from '../report/broken-promise-figures.ts'
import { atMost, type Figure, never, told } from '../report/figure.ts'
import type { Check, CheckSettings } from './check.ts'
import { killEveryBroker, restartEveryBroker } from './every-broker.ts'
import { BROKERS, TOPIC, withCluster } from './with-cluster.ts'

const MEBIBYTE = 2 ** 20
/** Room for a minute of records that nobody takes: 120,000 of up to 1 KiB, and their promises. */
const BUFFER_BYTES = 256 * MEBIBYTE
/** Collected garbage and the caller's own books (G4). */
const SLACK_BYTES = BUFFER_BYTES / 2 + 32 * MEBIBYTE
const BEFORE_MS = 5_000
const AFTER_MS = 10_000
const SETTLE_LIMIT_MS = 150_000
const FULL_RATE_WITHIN_MS = 2_000
/** A handful for each broker: each is told of when it fails, now and then while it does, and when it is back. */
const LOG_LINES = 5 * BROKERS

export const outage: Check = {
  name: 'outage',
  title: 'All three brokers away under load, then back (G1, G2, G3, G4)',
  run: (settings) => {
    const { ratePerSecond } = settings
    const options = { bufferMemoryBytes: BUFFER_BYTES, maxWaitingBytes: BUFFER_BYTES }
    return withCluster(
      'load',
      { ratePerSecond, options },
      (kafka, client) => measure(settings, kafka, client),
      { retentionBytes: 1024 * MEBIBYTE },
    )
  },
}

async function measure(
  { seconds, ratePerSecond, note }: CheckSettings,
  kafka: EmbeddedKafka,
  client: ClientProcess,
): Promise<readonly Figure[]> {
  await client.answer(30_000)
  await sleep(BEFORE_MS)
  note(`every broker is gone for ${seconds} s`)
  await killEveryBroker(kafka)
  await sleep(seconds * 1_000)
  await restartEveryBroker(kafka)
  const backAtMs = Date.now()
  note('every broker is back')
  await sleep(AFTER_MS)
  client.tell('stop')
  const report = await client.answer<LoadReport>(SETTLE_LIMIT_MS)
  const { page, samples, resources, logLines } = report
  const failed = page.promised.filter((promised) => promised !== 'acknowledged').length
  return [
    ...brokenPromiseFigures(page, kafka.records(TOPIC)),
    never('failed for any reason', failed),
    ...recoveryFigures(samples, backAtMs, ratePerSecond),
    told('slowest settlement', `${Math.round(page.slowestMs)} ms`),
    atMost(
      'memory beyond what it was before',
      (resources.rssMostBytes - resources.rssBeforeBytes) / MEBIBYTE,
      (BUFFER_BYTES + SLACK_BYTES) / MEBIBYTE,
      ' MiB RSS',
    ),
    atMost('log lines', logLines.length, LOG_LINES, ''),
    told('their texts', [...new Set(logLines)].join('; ')),
    told('event loop held at most', `${Math.round(resources.loopMostMs)} ms`),
  ]
}

function recoveryFigures(
  samples: readonly LoadSample[],
  backAtMs: number,
  ratePerSecond: number,
): readonly Figure[] {
  const { firstMs, fullRateMs, caughtUpMs } = recovery(samples, backAtMs, ratePerSecond)
  return [
    told('first acknowledgement after the return', `${firstMs} ms`),
    atMost('back to full rate after the return', fullRateMs, FULL_RATE_WITHIN_MS, ' ms'),
    told('backlog sent after the return', `${caughtUpMs} ms`),
  ]
}
