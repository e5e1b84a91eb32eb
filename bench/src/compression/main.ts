// Prints what each codec makes of orders of about 500 bytes of JSON, and what it costs the process that sends them.

import type { ProducerOptions } from '@headwater/core'
import { nullBrokerProcess } from '../broker/null-broker-process.ts'
import { environmentOf } from '../report/environment.ts'
import { textTable } from '../report/text-table.ts'
import { jsonOrders } from './json-orders.ts'
import { type CodecFigures, measureCodec } from './measure-codec.ts'

const CODECS: readonly NonNullable<ProducerOptions['compression']>[] = [
  'none',
  'lz4',
  'snappy',
  'zstd',
  { codec: 'zstd', level: 9 },
  { codec: 'gzip', level: 1 },
  'gzip',
]
const BATCH_SIZES = [16_384, 65_536, 262_144]
const ROUNDS = 3
const RECORDS = 60_000

const values = jsonOrders(20_000)
const bytes = values.reduce((sum, value) => sum + Buffer.byteLength(value), 0) / values.length
const broker = await nullBrokerProcess()
const environment = await environmentOf('npx node bench/dist/compression/main.js')
console.log({ ...environment, broker: broker.description })
const rows = [['codec', 'batch', 'bytes a record', 'of the JSON', 'CPU µs', 'records/s']]
for (const batchSizeBytes of BATCH_SIZES) {
  for (const compression of CODECS) {
    const rounds: CodecFigures[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const options = { brokers: broker.brokers, compression, batchSizeBytes, logger: 'silent' }
      rounds.push(await measureCodec(options as ProducerOptions, values, RECORDS))
    }
    const figure = (of: (figures: CodecFigures) => number): number => median(rounds.map(of))
    const wire = figure(({ wireBytesPerRecord }) => wireBytesPerRecord)
    rows.push([
      typeof compression === 'string' ? compression : JSON.stringify(compression),
      String(batchSizeBytes),
      wire.toFixed(0),
      `${((wire / bytes) * 100).toFixed(0)} %`,
      figure(({ cpuUsPerRecord }) => cpuUsPerRecord).toFixed(2),
      Math.round(figure(({ recordsPerSecond }) => recordsPerSecond)).toLocaleString('en'),
    ])
  }
}
console.log(`${values.length} orders of ${bytes.toFixed(0)} bytes of JSON\n${textTable(rows)}`)
await broker.stop()

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN
}
