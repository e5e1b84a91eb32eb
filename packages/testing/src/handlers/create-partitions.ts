import {
  brokerErrorCode,
  type CreatePartitionsTopic,
  type CreatePartitionsTopicResult,
  createPartitionsRequest,
  createPartitionsResponse,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import { requireTopic } from '../cluster/topic-lookup.ts'
import { catchRefusal } from './catch-refusal.ts'
import { firstOfEach, repeatedIn } from './duplicates.ts'

export const createPartitionsApi = apiRoute({
  request: createPartitionsRequest,
  response: createPartitionsResponse,
  minVersion: 0,
  maxVersion: 3,
  handle: (request, { state }, reply) => {
    const isRepeated = repeatedIn(request.topics.map(({ name }) => name))
    const results = firstOfEach(request.topics, ({ name }) => name).map((asked) =>
      catchRefusal(
        (): CreatePartitionsTopicResult => {
          const { name, count } = asked
          if (isRepeated(name)) throw new BrokerRefusal('INVALID_REQUEST', 'Duplicate topic name.')
          const topic = requireTopic(state, { name })
          const assignments = asked.assignments?.map(({ brokerIds }) => brokerIds)
          if (request.validateOnly) state.planPartitions(topic, count, assignments)
          else state.addPartitions(topic, count, assignments)
          return { name, errorCode: 0 }
        },
        (refusal) => refused(asked, refusal),
      ),
    )
    reply.send({ throttleTimeMs: 0, results })
  },
  refuse: (request, refusal) => ({
    throttleTimeMs: 0,
    results: request.topics.map((asked) => refused(asked, refusal)),
  }),
})

function refused(
  { name }: CreatePartitionsTopic,
  refusal: BrokerRefusal,
): CreatePartitionsTopicResult {
  return { name, errorCode: brokerErrorCode(refusal.error), errorMessage: refusal.message }
}
