import {
  type MetadataRequest,
  type MetadataResponse,
  type MetadataResponseTopic,
  metadataRequest,
} from '@headwater/protocol'
import { NetworkEvents } from '../src/diagnostics/network-events.ts'

import type { ProducerError } from '../src/errors/producer-error.ts'
import {
  MetadataRefresher,
  type MetadataRefresherDependencies,
  type MetadataUpdate,
} from '../src/metadata/metadata-refresher.ts'
import { offering, type ScriptedRequest, type ScriptedSocket } from './scripted-network.ts'
import { createScriptedPool } from './scripted-pool.ts'

const TOPIC_ID = 'Xq0bZ2tQTnOZ1oHc3tPZ9w'

/** A topic as a broker describes it: one partition, or an error. */
export function described(name: string, errorCode = 0, leaderEpoch = 0): MetadataResponseTopic {
  const partition = {
    errorCode: 0,
    partitionIndex: 0,
    leaderId: 1,
    leaderEpoch,
    replicaNodes: [1],
    isrNodes: [1],
  }
  return { errorCode, name, topicId: TOPIC_ID, partitions: errorCode === 0 ? [partition] : [] }
}

/** A response that offers every topic that was asked for. */
export function describeAll(request: MetadataRequest): MetadataResponse {
  const topics = (request.topics ?? []).map(({ name }) => described(name ?? ''))
  return {
    brokers: [{ nodeId: 1, host: 'one', port: 9092 }],
    clusterId: 'cluster',
    controllerId: 1,
    topics,
  }
}

/** A refresher over a pool on scripted sockets; `answer` is what brokers say, `null` to leave it to the test. */
export function createRefresher(
  answer: (request: MetadataRequest) => MetadataResponse | null = describeAll,
  changes: Partial<MetadataRefresherDependencies> = {},
) {
  const asked: { readonly at: number; readonly topics: readonly string[] }[] = []
  const pending: ScriptedRequest[] = []
  const updates: MetadataUpdate[] = []
  const failures: ProducerError[] = []
  const play = (socket: ScriptedSocket): void => {
    socket.onRequest = (request) => {
      if (request.api === 'ApiVersions') {
        request.reply(offering(metadataRequest.apiKey))
        return
      }
      const body = request.body as MetadataRequest
      const topics = body.topics?.map(({ name }) => name ?? '') ?? ['all of them']
      asked.push({ at: scripted.clock.now(), topics })
      const response = answer(body)
      if (response === null) pending.push(request)
      else request.reply(response)
    }
    socket.accept()
  }
  const scripted = createScriptedPool({}, play)
  const refresher = new MetadataRefresher({
    pool: scripted.pool,
    clock: scripted.clock,
    events: new NetworkEvents('test'),
    random: { next: () => 0.5 },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    metadataMaxAgeMs: 300_000,
    metadataRecoveryRebootstrapTriggerMs: 300_000,
    retryBackoffMs: 100,
    retryBackoffMaxMs: 1_000,
    allowAutoTopicCreation: true,
    listener: {
      onMetadata: (update) => updates.push(update),
      onLeadersMoved() {},
      onMetadataFailure: (error) => failures.push(error),
    },
    ...changes,
  })
  return { ...scripted, refresher, asked, pending, updates, failures }
}
