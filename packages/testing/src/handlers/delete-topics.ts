import {
  brokerErrorCode,
  type DeletableTopicResult,
  type DeleteTopicsRequest,
  deleteTopicsRequest,
  deleteTopicsResponse,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import { requireTopic, type TopicReference, ZERO_ID } from '../cluster/topic-lookup.ts'
import { catchRefusal } from './catch-refusal.ts'
import { firstOfEach, repeatedIn } from './duplicates.ts'

export const deleteTopicsApi = apiRoute({
  request: deleteTopicsRequest,
  response: deleteTopicsResponse,
  minVersion: 1,
  maxVersion: 6,
  handle: (request, context, reply) => {
    const references = referencesIn(request)
    const isRepeated = repeatedIn(references.map(keyOf))
    const responses = firstOfEach(references, keyOf).map((reference) =>
      catchRefusal(
        () => {
          if (isRepeated(keyOf(reference)))
            throw new BrokerRefusal('INVALID_REQUEST', 'Duplicate topic')
          return deleteOne(reference, context)
        },
        (refusal) => refused(reference, refusal),
      ),
    )
    reply.send({ throttleTimeMs: 0, responses })
  },
  refuse: (request, refusal) => ({
    throttleTimeMs: 0,
    responses: referencesIn(request).map((reference) => refused(reference, refusal)),
  }),
})

function referencesIn({ topics, topicNames }: DeleteTopicsRequest): readonly TopicReference[] {
  return topics ?? (topicNames ?? []).map((name) => ({ name }))
}

function keyOf({ name, topicId }: TopicReference): string {
  return JSON.stringify([name ?? null, topicId ?? ZERO_ID])
}

function deleteOne(reference: TopicReference, { state }: RequestContext): DeletableTopicResult {
  const named = typeof reference.name === 'string'
  const identified = reference.topicId !== undefined && reference.topicId !== ZERO_ID
  if (named === identified) {
    throw new BrokerRefusal('INVALID_REQUEST', 'A topic is named by either its name or its id')
  }
  const topic = requireTopic(state, reference)
  state.deleteTopic(topic)
  return { name: topic.name, topicId: topic.id, errorCode: 0 }
}

function refused({ name, topicId }: TopicReference, refusal: BrokerRefusal): DeletableTopicResult {
  return {
    name: name ?? null,
    topicId: topicId ?? ZERO_ID,
    errorCode: brokerErrorCode(refusal.error),
    errorMessage: refusal.message,
  }
}
