import { brokerErrorCode, offsetCommitRequest, offsetCommitResponse } from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { requireCoordinator } from '../cluster/group-placement.ts'

export const offsetCommitApi = apiRoute({
  request: offsetCommitRequest,
  response: offsetCommitResponse,
  minVersion: 2,
  maxVersion: 9,
  handle: (request, context, reply) => {
    requireCoordinator(context, request.groupId)
    const topicExists = (topic: string, partition: number): boolean =>
      context.state.topic(topic)?.partitions[partition] !== undefined
    context.groups.offsetCommit(request, context, topicExists, (response) => reply.send(response))
  },
  refuse: ({ topics }, refusal) => ({
    topics: topics.map(({ name = '', partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({
        partitionIndex,
        errorCode: brokerErrorCode(refusal.error),
      })),
    })),
  }),
})
