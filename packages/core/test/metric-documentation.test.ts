import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { startVirtualCluster } from './virtual-cluster.ts'

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

const SOURCE = read('../src/metrics/producer-metrics.ts')
const DOCUMENT = read('../../../docs/metrics.md')

const GROUPS = [
  { group: 'producer', type: 'ProducerMetrics', heading: 'Of the producer' },
  { group: 'topic', type: 'TopicMetrics', heading: 'Of a topic' },
  { group: 'node', type: 'NodeMetrics', heading: 'Of a broker' },
] as const

/** `meaning (unit)` by name, as the docstrings of an interface say it. */
function docstrings(type: string): Map<string, string> {
  const [, body = ''] = SOURCE.match(new RegExp(`interface ${type}[^{]*\\{(.*?)\\n\\}`, 's')) ?? []
  return new Map(
    [...body.matchAll(/\/\*\* (.*?) Unit: (.*?)\. \*\/\n {2}readonly '([\w-]+)'/g)].map(
      ([, meaning, unit, name = '']) => [name, `${meaning} (${unit})`],
    ),
  )
}

/** The same, as the table below a heading of docs/metrics.md says it, and Java's name. */
function table(heading: string): Map<string, { meaning: string; java: string }> {
  const [, section = ''] = DOCUMENT.split(`## ${heading}\n`)
  const [own = ''] = section.split('\n## ')
  return new Map(
    [...own.matchAll(/^\| `([\w-]+)` *\| (.*?) *\| (.*?) *\| (.*?) *\|$/gm)].map(
      ([, name = '', unit, meaning, java = '']) => [
        name,
        { meaning: `${meaning} (${unit})`, java },
      ],
    ),
  )
}

describe('the documentation of the metrics', () => {
  it.each(GROUPS)(
    'says name, unit and meaning of each of a $group as the docstrings do',
    (group) => {
      const documented = [...table(group.heading)].map(([name, { meaning }]) => [name, meaning])

      expect(documented).toEqual([...docstrings(group.type)])
    },
  )

  it('has every metric that there is, and no other', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const sender = producer()
    await until(sender.send({ topic: 't', value: 'x' }))

    const snapshot = sender.metrics()
    const [topic = {}] = snapshot.topics.values()
    const [node = {}] = snapshot.nodes.values()

    const documented = GROUPS.map(({ heading }) => [...table(heading).keys()])
    const [ofProducer = [], ofTopic = [], ofNode = []] = documented
    expect(Object.keys(snapshot.producer).toSorted()).toEqual([...ofProducer, ...ofNode].toSorted())
    expect(Object.keys(topic).toSorted()).toEqual(ofTopic.toSorted())
    expect(Object.keys(node).toSorted()).toEqual(ofNode.toSorted())
  })

  it('names Java’s metric where ours has another name', () => {
    const others = GROUPS.flatMap(({ heading }) => [...table(heading)])
      .filter(([, { java }]) => java !== 'the same')
      .map(([name, { java }]) => [name, java])

    expect(others).toEqual([['waiting-senders', '`waiting-threads`']])
  })
})
