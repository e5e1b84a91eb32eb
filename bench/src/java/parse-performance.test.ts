import { describe, expect, it } from 'vitest'
import { parsePerformance } from './parse-performance.ts'

const VERSIONS = { clientVersion: '4.3.1', runtime: 'Java 17' }

// As printed by Apache Kafka 4.3.1.
const OUTPUT = `Reading payloads from: values
Warmup first 200000 records. Steady state results will print after the complete test summary.
30820 records sent, 6143.1 records/sec (0.48 MB/sec), 1392.4 ms avg latency, 2320.0 ms max latency.
In steady state.
600000 records sent, 29275.433032 records/sec (2.29 MB/sec), 6990.26 ms avg latency, 9128.00 ms max latency, 7781 ms 50th, 8618 ms 95th, 8854 ms 99th, 9101 ms 99.9th.
400000 steady state records sent, 26043.362198 records/sec (2.00 MB/sec), 7915.36 ms avg latency, 9128.00 ms max latency, 8015 ms 50th, 8688 ms 95th, 8930 ms 99th, 9102 ms 99.9th.
`

describe('parsePerformance', () => {
  it('takes the figures after the warm-up and the count of all', () => {
    expect(parsePerformance(OUTPUT, VERSIONS)).toEqual({
      ...VERSIONS,
      acknowledged: 600_000,
      values: {
        recordsPerSecond: 26043.362198,
        megabytesPerSecond: 2.097152,
        p50Ms: 8015,
        p99Ms: 8930,
      },
    })
  })

  it('refuses an output without a summary', () => {
    const interrupted = OUTPUT.split('\n').slice(0, 4).join('\n')

    expect(() => parsePerformance(interrupted, VERSIONS)).toThrow('no summary')
  })
})
