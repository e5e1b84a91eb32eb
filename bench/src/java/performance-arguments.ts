import type { CellRequest } from '../cell/cell-request.ts'
import { meanValueBytes } from '../records/mean-value-bytes.ts'
import type { Scenario } from '../scenarios/scenario.ts'

const MS_PER_SECOND = 1_000

/**
 * How much ProducerPerformance sends for each second that another client is measured: it is told records and not time.
 * About what it was seen to do, so that its cell takes about as long as the others.
 */
const RECORDS_PER_SECOND = 400_000
const BYTES_PER_SECOND = 60_000_000

/** What Kafka's own ProducerPerformance is told. It takes its values from the file in any order, and has no keys. */
export function performanceArguments(
  { brokers, topic, warmUpMs, measureMs }: CellRequest,
  scenario: Scenario,
  valuesPath: string,
): string[] {
  const rate = Math.min(RECORDS_PER_SECOND, BYTES_PER_SECOND / meanValueBytes(scenario.records))
  const records = (ms: number) => String(Math.ceil((rate * ms) / MS_PER_SECOND))
  return [
    ...['--bootstrap-server', brokers.join(',')],
    ...['--topic', topic],
    ...['--num-records', records(warmUpMs + measureMs)],
    ...['--warmup-records', records(warmUpMs)],
    ...['--payload-file', valuesPath],
    ...['--throughput', '-1'],
  ]
}
