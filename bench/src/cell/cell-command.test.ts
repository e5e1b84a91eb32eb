import { describe, expect, it } from 'vitest'
import { type CellLaunch, cellCommand } from './cell-command.ts'
import type { CellRequest } from './cell-request.ts'

const REQUEST = {
  client: 'kafkajs',
  scenario: 'a',
  brokers: ['127.0.0.1:1'],
  topic: 'bench',
  warmUpMs: 1_000,
  measureMs: 2_000,
  recordCount: 3,
  idleMs: 4,
} as const satisfies CellRequest

const LAUNCH: CellLaunch = {
  java: {
    librariesPath: '/jars',
    valuesPath: '/values',
    javaVersion: '17',
    clientVersion: '4.3.1',
  },
  confluentNodePath: '/opt/node20',
  cpuProfilePath: null,
  round: 2,
}

describe('cellCommand', () => {
  it('runs a Node.js client with the running Node.js', () => {
    const { program, args } = cellCommand(REQUEST, LAUNCH)

    expect(program).toBe(process.execPath)
    expect(args[0]).toMatch(/run-cell\.js$/)
    expect(args.slice(1)).toEqual([
      'kafkajs',
      'a',
      '127.0.0.1:1',
      'bench',
      '1000',
      '2000',
      '3',
      '4',
    ])
  })

  it("runs Confluent's client with the Node.js that it was built for", () => {
    expect(cellCommand({ ...REQUEST, client: 'confluent-best' }, LAUNCH).program).toBe(
      '/opt/node20',
    )
  })

  it("cannot run Confluent's client when it is not built", () => {
    const launch = { ...LAUNCH, confluentNodePath: null }

    expect(() => cellCommand({ ...REQUEST, client: 'confluent' }, launch)).toThrow('not built')
  })

  it('lets Node.js write a profile whose name tells the cell', () => {
    const { args } = cellCommand(REQUEST, { ...LAUNCH, cpuProfilePath: 'profiles' })

    expect(args.slice(0, 3)).toEqual([
      '--cpu-prof',
      '--cpu-prof-dir=profiles',
      '--cpu-prof-name=kafkajs-a-2.cpuprofile',
    ])
  })

  it('runs the Java harness from its source, without a profile', () => {
    const launch = { ...LAUNCH, cpuProfilePath: 'profiles' }
    const { program, args } = cellCommand({ ...REQUEST, client: 'java' }, launch)

    expect(program).toBe('java')
    expect(args.slice(0, 2)).toEqual(['-cp', '/jars/*'])
    expect(args[2]).toMatch(/ProducerHarness\.java$/)
    expect(args.slice(3)).toEqual([
      'topic=bench',
      'warmUpMs=1000',
      'measureMs=2000',
      'senders=0',
      'window=20000',
      'values=/values/values-a.txt',
      'keys=4096',
      'headers=0',
      'form=bytes',
      'producer.bootstrap.servers=127.0.0.1:1',
    ])
  })

  it('gives Java the codec of the scenario and the settings that suit it best', () => {
    const gzip = cellCommand({ ...REQUEST, client: 'java', scenario: 'd-gzip' }, LAUNCH).args
    const awaited = cellCommand({ ...REQUEST, client: 'java-best', scenario: 'e' }, LAUNCH).args

    expect(gzip).toContain('producer.compression.type=gzip')
    expect(awaited).toContain('producer.linger.ms=0')
    expect(awaited).toContain('senders=1')
  })

  it("runs Kafka's own tool with about as many records as fit into the time", () => {
    const { args } = cellCommand({ ...REQUEST, client: 'java-performance' }, LAUNCH)

    expect(args.slice(2)).toEqual([
      'org.apache.kafka.tools.ProducerPerformance',
      '--bootstrap-server',
      '127.0.0.1:1',
      '--topic',
      'bench',
      '--num-records',
      '1200000',
      '--warmup-records',
      '400000',
      '--payload-file',
      '/values/values-a.txt',
      '--throughput',
      '-1',
    ])
  })

  it('cannot run Java without its jars', () => {
    const launch = { ...LAUNCH, java: null }

    expect(() => cellCommand({ ...REQUEST, client: 'java' }, launch)).toThrow('jars')
  })
})
