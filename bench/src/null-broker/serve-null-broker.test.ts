import { Kafka, logLevel } from 'kafkajs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bareSocket } from '../clients/bare-socket/bare-socket.ts'
import { RequestSocket } from '../clients/bare-socket/request-socket.ts'
import { benchRecord } from '../records/bench-record.ts'
import { type ServedNullBroker, serveNullBroker } from './serve-null-broker.ts'

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
        { ...benchRecord(0), partition: 3 },
        { ...benchRecord(1), partition: 3 },
      ]
      const [result] = await producer.send({ topic: 'bench', messages })
      baseOffsets.push(result?.baseOffset)
      await producer.disconnect()
    }

    expect(baseOffsets).toEqual(['0', '2'])
  })

  it('lets the bare socket find the leader and send one request after another', async () => {
    const session = await bareSocket.connect({ brokers: [broker.address], topic: 'bench' })

    await session.send(benchRecord(0))
    await session.send(benchRecord(0))

    await expect(session.close()).resolves.toBeUndefined()
  })

  it('hangs up on a request that no producer sends', async () => {
    const socket = await RequestSocket.connect(broker.address)
    const fetchRequest = Buffer.from('0000000a00010004000000010000', 'hex')

    await expect(socket.request(fetchRequest)).rejects.toThrow('hung up')
    expect(refusals).toEqual([new Error('It has no answer to API 1')])
  })
})
