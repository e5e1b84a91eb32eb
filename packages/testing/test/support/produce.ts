import { brokerErrorByCode, produceRequest, produceResponse } from '@headwater/protocol'
import { type BatchTerms, recordBatch } from '../../conformance/record-batch.ts'
import type { FrameClient } from './frame-client.ts'

export const PRODUCE = { request: produceRequest, response: produceResponse }

/** A Produce request of version 9 to 12 with one batch. */
export function produceBody(topic: string, batch: BatchTerms = {}, partition = 0, acks = -1) {
  const partitionData = [{ index: partition, records: recordBatch(batch) }]
  return { acks, timeoutMs: 1_000, topicData: [{ name: topic, partitionData }] }
}

/** Produces one batch; the answer for its partition, with the error's name. */
export function produce(client: FrameClient, topic: string, batch: BatchTerms = {}, partition = 0) {
  const response = client.call(PRODUCE, 10, produceBody(topic, batch, partition))
  const answer = response.responses[0]?.partitionResponses[0]
  if (answer === undefined) throw new Error('The answer has no partition')
  return { ...answer, error: brokerErrorByCode(answer.errorCode).name }
}
