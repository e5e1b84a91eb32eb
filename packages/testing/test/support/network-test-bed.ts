import {
  decode,
  decodeResponseHeader,
  encodeRequestFrame,
  FrameReader,
  metadataRequest,
  metadataResponse,
} from '@headwater/protocol'
import type { BatchTerms } from '../../conformance/record-batch.ts'
import { createMemoryKafka } from '../../src/create-memory-kafka.ts'
import { createMemoryNetwork, type MemoryNetworkOptions } from '../../src/serving/memory-network.ts'
import { ManualClock } from '../../src/time/manual-clock.ts'
import { PRODUCE, produceBody } from './produce.ts'

/** A request for the metadata of all topics. */
export const METADATA_FRAME = encodeRequestFrame(metadataRequest, 8, 1, 'test', { topics: null })

/** A cluster of two nodes with the topic `t`, a network, and clients that write down what they are told and when. */
export function networkTestBed(options: MemoryNetworkOptions = {}) {
  const clock = new ManualClock()
  const kafka = createMemoryKafka({ clock, brokers: 2 })
  kafka.createTopic('t', { partitions: 1 })
  const network = createMemoryNetwork(kafka.cluster, clock, options)
  const dial = (port = 9092) => {
    const told: string[] = []
    const chunks: Buffer[] = []
    const tell = (what: string): number => told.push(`${what} at ${clock.now()}`)
    const target = { host: 'localhost', address: '127.0.0.1', port }
    const socket = network.connect(target, {
      onConnect: () => tell('connect'),
      onData: (chunk) => {
        chunks.push(chunk)
        tell('data')
      },
      onDrain: () => tell('drain'),
      onError: (error) => tell(error.message),
      onClose: () => tell('close'),
    })
    return { told, chunks, socket }
  }
  const produceFrame = (value: string, terms: BatchTerms = {}) =>
    encodeRequestFrame(PRODUCE.request, 9, 1, 'test', {
      ...produceBody('t', { values: [value], timestampMs: clock.wallTime(), ...terms }),
    })
  return { clock, kafka, network, dial, produceFrame }
}

/** How many whole answers to Metadata the chunks make. */
export function answersIn(chunks: readonly Buffer[]): number {
  let answers = 0
  const reader = new FrameReader(1_000_000)
  for (const chunk of chunks) {
    reader.push(chunk, (frame) => {
      const { bodyOffset } = decodeResponseHeader(metadataResponse, 8, frame)
      if (decode(metadataResponse, 8, frame.subarray(bodyOffset)).brokers.length === 2) answers++
    })
  }
  return answers
}
