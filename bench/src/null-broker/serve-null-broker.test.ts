import { Kafka, logLevel } from 'kafkajs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TopicAdmin } from '../broker/topic-admin.ts'
import { bareSocket } from '../clients/bare-socket/bare-socket.ts'
import { RequestSocket } from '../clients/bare-socket/request-socket.ts'
import type { BenchSession } from '../clients/bench-client.ts'
import { SCENARIOS } from '../scenarios/scenarios.ts'
import { type ServedNullBroker, serveNullBroker } from './serve-null-broker.ts'

/** Of 100 bytes with their keys, in a batch of 64 KiB. */
const BATCH_RECORDS = 564

describe('serveNullBroker', () => {
  const refusals: unknown[] = []
  let broker: ServedNullBroker

  beforeEach(async () => {
    broker = await serveNullBroker((error) => refusals.push(error))
  })

  afterEach(() => {
    broker.close()
  })

  it('acknowledges kafkajs, idempotent or not, with offsets that grow per partition', async () => {
    const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING })
    const baseOffsets: (string | undefined)[] = []

    for (const idempotent of [false, true]) {
      const producer = kafka.producer({ idempotent })
      await producer.connect()
      const messages = [
        { value: 'one', partition: 3 },
        { value: 'two', partition: 3 },
      ]
      const [result] = await producer.send({ topic: 'bench', messages })
      baseOffsets.push(result?.baseOffset)
      await producer.disconnect()
    }

    expect(baseOffsets).toEqual(['0', '2'])
  })

  it.each([
    { scenario: SCENARIOS.e, perSend: 1 },
    { scenario: SCENARIOS.f, perSend: 200 },
    { scenario: SCENARIOS.a, perSend: 6 * BATCH_RECORDS },
  ])('takes $perSend records at a time from the bare socket', async ({ scenario, perSend }) => {
    const admin = await TopicAdmin.connect([broker.address], 1)
    const target = { brokers: [broker.address], topic: 'bench' }
    const session = await bareSocket.connect(target, scenario)

    await sendTwice(session)
    await session.close()
    const stored = await admin.storedCount('bench')
    await admin.close()

    expect(stored).toBe(2 * perSend)
  })

  it('keeps topics as they were created and forgets those that are deleted', async () => {
    const admin = await TopicAdmin.connect([broker.address], 1)
    const target = { brokers: [broker.address], topic: 'two' }

    await admin.create('two', 2)
    const session = await bareSocket.connect(target, SCENARIOS.a)
    await sendTwice(session)
    await session.close()
    const stored = await admin.storedCount('two')
    await admin.delete('two')
    const storedAfterwards = await admin.storedCount('two')
    await admin.close()

    expect([stored, storedAfterwards]).toEqual([2 * 2 * BATCH_RECORDS, 0])
  })

  it('hangs up on a request that no producer sends', async () => {
    const socket = await RequestSocket.connect(broker.address)
    const fetchRequest = Buffer.from('0000000a00010004000000010000', 'hex')

    await expect(socket.request(fetchRequest)).rejects.toThrow('hung up')
    expect(refusals).toEqual([new Error('It has no answer to API 1')])
  })
})

async function sendTwice(session: BenchSession): Promise<void> {
  if (session.kind === 'requests') await Promise.all([session.send(), session.send()])
  if (session.kind === 'promises') {
    await session.send({ key: null, value: '', headers: null })
    await session.send({ key: null, value: '', headers: null })
  }
}
