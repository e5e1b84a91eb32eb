import {
  encodeResponseFrame,
  type MetadataResponse,
  metadataRequest,
  metadataResponse,
} from '@headwater/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { heartbeatAnswer, openChannel } from '../../test/scripted-channel.ts'
import { offering, type ScriptedSocket } from '../../test/scripted-network.ts'
import { createScriptedPool, NODE_1 } from '../../test/scripted-pool.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { readMetadata } from '../metadata/read-metadata.ts'

/** Some answers, changed at some bytes, cut into chunks: what a broken or malicious peer may send. */
const mutations = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 6 })

function mutate(bytes: Buffer, changes: readonly (readonly [at: number, byte: number])[]): Buffer {
  const mutated = Buffer.from(bytes)
  for (const [at, byte] of changes) mutated[at % mutated.length] = byte
  return mutated
}

const METADATA: MetadataResponse = {
  brokers: [
    { nodeId: 1, host: 'one', port: 9092, rack: null },
    { nodeId: 2, host: 'two', port: 9092, rack: 'a' },
  ],
  clusterId: 'cluster',
  controllerId: 1,
  topics: ['a', 'b'].map((name) => ({
    errorCode: 0,
    name,
    topicId: 'Xq0bZ2tQTnOZ1oHc3tPZ9w',
    partitions: [0, 1, 2].map((partitionIndex) => ({
      errorCode: 0,
      partitionIndex,
      leaderId: 1,
      leaderEpoch: 3,
      replicaNodes: [1, 2],
      isrNodes: [1],
      offlineReplicas: [],
    })),
  })),
}

describe('a hostile peer (S82)', () => {
  it('ends every request once, whatever bytes come in whatever pieces', () => {
    const bytes = Buffer.concat([0, 1, 2].map((id) => heartbeatAnswer(id)))
    fc.assert(
      fc.property(mutations, fc.array(fc.nat({ max: bytes.length })), (changes, cuts) => {
        const { clock, socket, send, ended, channel } = openChannel()
        for (const id of [1, 2, 3]) send(id)
        const sent = mutate(bytes, changes)

        let from = 0
        for (const cut of [...cuts.toSorted((one, other) => one - other), sent.length]) {
          socket.sendBytes(sent.subarray(from, cut))
          from = cut
        }
        socket.end()
        clock.advance(0)

        expect(ended.map(({ id }) => id).toSorted()).toEqual([1, 2, 3])
        expect(channel.inFlightCount).toBe(0)
        expect(clock.pendingTimers).toBe(0)
      }),
      { numRuns: 2_000 },
    )
  })

  it('gives a connection or a typed error, whatever it answers to the question for versions', async () => {
    await fc.assert(
      fc.asyncProperty(mutations, async (changes) => {
        const play = (socket: ScriptedSocket): void => {
          socket.onRequest = ({ reply }) => {
            if (socket.requests.length === 1) reply(offering(0, 3, 18))
          }
          const { sendBytes } = socket
          socket.sendBytes = (bytes) => sendBytes.call(socket, mutate(bytes, changes))
          socket.accept()
        }
        const { clock, pool } = createScriptedPool({ connectTimeoutMs: 1_000 }, play)

        const outcome = await clock.runUntil(pool.anyConnection().catch((error) => error))
        await clock.runUntil(pool.close())

        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ProducerError)
        expect(clock.pendingTimers).toBe(0)
      }),
      { numRuns: 500 },
    )
  })

  it.each([4, 7, 9, 13])(
    'gives metadata or a typed error, whatever it answers in version %i',
    async (version) => {
      await fc.assert(
        fc.asyncProperty(mutations, async (changes) => {
          const { clock, pool, network } = createScriptedPool()
          pool.updateNodes([NODE_1])
          pool.connection(1)
          await clock.runUntilIdle(10)
          const connection = pool.connection(1)
          if (connection === null) throw new Error('no connection')

          const answer = connection
            .request(metadataRequest, metadataResponse, { topics: [] }, { maxVersion: version })
            .then(readMetadata)
          const [socket] = network.sockets as [ScriptedSocket]
          const { correlationId } = socket.requests.at(-1) ?? { correlationId: 0 }
          const frame = encodeResponseFrame(metadataResponse, version, correlationId, METADATA)
          socket.sendBytes(
            mutate(
              frame,
              changes.map(([at, byte]) => [8 + (at % (frame.length - 8)), byte]),
            ),
          )
          const outcome = await clock.runUntil(answer.catch((error) => error))

          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ProducerError)
          else for (const { host } of outcome.brokers) expect(host).toMatch(/^[\w.:%-]+$/)
          await clock.runUntil(pool.close())
        }),
        { numRuns: 300 },
      )
    },
  )
})
