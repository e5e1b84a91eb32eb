import { describe, expect, it } from 'vitest'
import { bytes } from '../src/serialization/bytes-serializer.ts'
import { string } from '../src/serialization/string-serializer.ts'
import { defineTopic } from '../src/serialization/topic-definition.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

class Understated extends Uint8Array {
  override get length(): 1 {
    return 1
  }

  override get byteLength(): number {
    return 1
  }
}

const TEXT = 'as long as it is'

function withOwnLength(length: number): Uint8Array {
  const given = Buffer.from(TEXT)
  Object.defineProperty(given, 'length', { value: length })
  Object.defineProperty(given, 'byteLength', { value: length })
  return given
}

const LYING: readonly (readonly [name: string, make: () => Uint8Array])[] = [
  ['says that it is longer', () => withOwnLength(1_000)],
  ['says that it is shorter', () => withOwnLength(3)],
  ['says that its length is negative', () => withOwnLength(-5)],
  ['says that its length is no number', () => withOwnLength('many' as never)],
  ['is of a class that says so', () => Understated.from(Buffer.from(TEXT))],
  [
    'has an iterator of its own',
    () => Object.assign(Buffer.from(TEXT), { [Symbol.iterator]: () => [1, 2].values() }),
  ],
]

const NO_BYTES: readonly (readonly [name: string, make: () => unknown])[] = [
  ['stands behind a proxy', () => new Proxy(new Uint8Array(5), {})],
  ['only inherits from them', () => Object.create(Uint8Array.prototype)],
]

function detached(): Uint8Array {
  const given = new Uint8Array(8)
  structuredClone(given, { transfer: [given.buffer] })
  return given
}

function cutOff(): Uint8Array {
  const buffer = new ArrayBuffer(16, { maxByteLength: 16 })
  const given = new Uint8Array(buffer, 8, 8)
  buffer.resize(4)
  return given
}

const GONE = [
  ['is detached', detached],
  ['is out of the bounds of its buffer', cutOff],
] as const

describe('an array of bytes', () => {
  it.each(LYING)('that %s is sent as long as it is', async (_name, make) => {
    const { kafka, producer, until } = startVirtualCluster()
    const sender = producer()
    const record = () => ({ topic: 't', key: make(), value: make(), headers: { h: make() } })

    const waited = sender.send(record())
    await until(sender.partitionsFor('t'))
    const results = await until(Promise.all([waited, sender.send(record())]))

    expect(results.map(({ offset }) => offset)).toEqual([0, 1])
    for (const { key, value, headers } of kafka.records('t')) {
      expect([String(key), String(value)]).toEqual([TEXT, TEXT])
      expect(headers.map((header) => [header.key, String(header.value)])).toEqual([['h', TEXT]])
    }
    expect(kafka.violations()).toEqual([])
  })

  it.each(LYING)('that %s waits for its serializers as long as it is', async (_name, make) => {
    const { kafka, producer, until } = startVirtualCluster()
    const value = { ...bytes(), prepare: () => Promise.resolve() }
    const sender = producer().topic(defineTopic('t', { key: string(), value }))

    await until(sender.send({ key: null, value: make() }))

    expect(kafka.records('t').map((record) => String(record.value))).toEqual([TEXT])
  })

  it.each(NO_BYTES)('that %s is none', async (_name, make) => {
    const { kafka, producer, until } = startVirtualCluster()
    kafka.createTopic('t')
    const sender = producer()
    const given = make() as Uint8Array
    const serializer = { serialize: () => given }
    const definition = defineTopic('t', { key: string(), value: serializer })
    const codes: unknown[] = []
    const note = ({ code }: { code: unknown }) => codes.push(code)

    await until(sender.send({ topic: 't', value: given }).catch(note))
    await until(sender.send({ topic: 't', value: 'x', headers: { h: given } }).catch(note))
    await until(sender.topic(definition).send({ key: null, value: 'x' }).catch(note))

    expect(codes).toEqual(['INVALID_RECORD', 'INVALID_RECORD', 'SERIALIZATION_FAILED'])
    expect(kafka.records('t')).toEqual([])
  })

  it.each(GONE)('that %s is refused, and not sent as nothing', async (_name, make) => {
    const { kafka, producer, until } = startVirtualCluster()
    const sender = producer()
    await until(sender.send({ topic: 't', key: Buffer.alloc(0), value: new Uint8Array(0) }))
    const refused = { code: 'INVALID_RECORD', persisted: 'no' }

    await expect(until(sender.send({ topic: 't', value: make() }))).rejects.toMatchObject(refused)
    await expect(until(sender.send({ topic: 't', key: make(), value: 'x' }))).rejects.toMatchObject(
      refused,
    )
    await expect(
      until(sender.send({ topic: 't', value: 'x', headers: { h: make() } })),
    ).rejects.toMatchObject(refused)
    expect(kafka.records('t')).toHaveLength(1)
  })

  it.each(['key', 'value'] as const)(
    'that the partitioner takes away from a %s is refused',
    async (field) => {
      const { kafka, producer, until } = startVirtualCluster()
      const sender = producer({
        partitioner: ({ keyBytes, valueBytes }) => {
          const taken = field === 'key' ? keyBytes : valueBytes
          if (taken?.buffer instanceof ArrayBuffer && taken.length === 64) {
            structuredClone(taken, { transfer: [taken.buffer] })
          }
          return 0
        },
      })
      const record = () => ({ topic: 't', key: new Uint8Array(64), value: new Uint8Array(64) })
      const refused = { code: 'INVALID_RECORD', persisted: 'no' }

      await expect(until(sender.send(record()))).rejects.toMatchObject(refused)
      await expect(until(sender.send(record()))).rejects.toMatchObject(refused)
      expect(await until(sender.send({ topic: 't', value: 'x' }))).toMatchObject({ offset: 0 })

      expect(kafka.records('t')).toHaveLength(1)
    },
  )

  it('that others write to meanwhile is sent as one state of each byte, and its batch is whole', async () => {
    const { kafka, producer, until } = startVirtualCluster()
    const shared = new Uint8Array(new SharedArrayBuffer(100))
    const sender = producer()
    const sent = sender.send({ topic: 't', key: shared, value: shared })
    shared.fill(7)
    await until(sent)
    shared.fill(8)

    await until(sender.send({ topic: 't', value: shared }))

    expect(kafka.records('t').map(({ value }) => value?.length)).toEqual([100, 100])
    expect(kafka.violations()).toEqual([])
  })
})
