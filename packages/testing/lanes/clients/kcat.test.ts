import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kcat, kcatLines, kcatRecords } from '../../../../scripts/kcat.ts'
import type { EmbeddedKafka } from '../../src/embedded-kafka.ts'
import { startKafka } from '../../src/start-kafka.ts'

describe.each([1, 3])('kcat (librdkafka) on an embedded cluster of %i', (size) => {
  let kafka: EmbeddedKafka

  beforeAll(async () => {
    kafka = await startKafka({ brokers: size, failOnViolations: false })
  })

  afterAll(() => kafka.stop())

  it('lists brokers, topics and partitions', async () => {
    kafka.createTopic('listed', { partitions: 2 })

    const listing = JSON.parse(await kcat(kafka.brokers, ['-L', '-J', '-t', 'listed']))

    expect(listing.brokers.map(({ name }: { name: string }) => name).sort()).toEqual(
      [...kafka.brokers].sort(),
    )
    expect(listing.topics).toMatchObject([
      { topic: 'listed', partitions: [{ partition: 0 }, { partition: 1 }] },
    ])
  })

  it('produces keys and headers, and reads them back', async () => {
    kafka.createTopic('produced', { partitions: 1 })

    await kcat(
      kafka.brokers,
      ['-P', '-t', 'produced', '-K:', '-H', 'source=kcat'],
      'a:one\nb:two\n',
    )

    expect(await kcatRecords(kafka.brokers, 'produced')).toMatchObject([
      { offset: 0, key: 'a', payload: 'one', headers: ['source', 'kcat'] },
      { offset: 1, key: 'b', payload: 'two', headers: ['source', 'kcat'] },
    ])
  })

  it.each([
    ['an idempotent producer', ['-X', 'enable.idempotence=true']],
    ['one acknowledgement', ['-X', 'acks=1']],
    ['no acknowledgement', ['-X', 'acks=0']],
    ['no compression', ['-z', 'none']],
    ['gzip', ['-z', 'gzip']],
    ['snappy', ['-z', 'snappy']],
    ['lz4', ['-z', 'lz4']],
    ['zstd', ['-z', 'zstd']],
  ])('produces with %s', async (title, settings) => {
    const topic = `with-${title.replaceAll(' ', '-')}`
    kafka.createTopic(topic, { partitions: 1 })
    const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index}`)

    await kcat(kafka.brokers, ['-P', '-t', topic, ...settings], `${lines.join('\n')}\n`)

    const read = await kcatRecords(kafka.brokers, topic)
    expect(read.map(({ payload }) => payload)).toEqual(lines)
    expect(kafka.records(topic).map(({ value }) => value?.toString())).toEqual(lines)
  })

  it('creates a topic by producing to it', async () => {
    await kcat(kafka.brokers, ['-P', '-t', 'made-on-demand'], 'first\n')

    expect(kafka.records('made-on-demand').map(({ value }) => value?.toString())).toEqual(['first'])
  })

  it('consumes as a group, and goes on where the group stopped', async () => {
    kafka.createTopic('grouped', { partitions: 2 })
    const settings = ['-X', 'auto.offset.reset=earliest', '-q', '-J', '-c', '2']
    const asGroup = ['-G', 'readers', ...settings, 'grouped']

    await kcat(kafka.brokers, ['-P', '-t', 'grouped', '-p', '0'], 'one\ntwo\n')
    const first = kcatLines(await kcat(kafka.brokers, asGroup))
    await kcat(kafka.brokers, ['-P', '-t', 'grouped', '-p', '1'], 'three\nfour\n')
    const second = kcatLines(await kcat(kafka.brokers, asGroup))

    expect(first.map(({ payload }) => payload)).toEqual(['one', 'two'])
    expect(second.map(({ payload }) => payload)).toEqual(['three', 'four'])
  })

  it('finds offsets by time', async () => {
    kafka.createTopic('timed', { partitions: 1 })
    await kcat(kafka.brokers, ['-P', '-t', 'timed'], 'early\n')

    const answer = await kcat(kafka.brokers, ['-Q', '-t', 'timed:0:1'])

    expect(answer).toContain('timed [0] offset 0')
  })
})
