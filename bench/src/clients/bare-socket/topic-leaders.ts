import { encodeRequestFrame, metadataRequest, metadataResponse } from '@headwater/protocol'
import { decodeFrame } from './decode-frame.ts'
import { RequestSocket } from './request-socket.ts'

const METADATA_VERSION = 8
const CORRELATION_ID = 1

/** A broker and the partitions of the topic that it leads. */
export interface TopicLeader {
  /** `host:port` */
  readonly address: string
  readonly partitions: readonly number[]
}

/** Asks the first of the brokers who leads the partitions of a topic. @throws {Error} nobody does */
export async function topicLeaders(
  topic: string,
  brokers: readonly string[],
): Promise<readonly TopicLeader[]> {
  const [address] = brokers
  if (address === undefined) throw new Error('There is no broker to ask')
  const socket = await RequestSocket.connect(address)
  const request = encodeRequestFrame(metadataRequest, METADATA_VERSION, CORRELATION_ID, null, {
    topics: [{ name: topic }],
    allowAutoTopicCreation: false,
  })
  const answer = await socket.request(request)
  await socket.close()
  const metadata = decodeFrame(metadataResponse, METADATA_VERSION, answer)
  const partitions = metadata.topics[0]?.partitions ?? []
  const leaders = metadata.brokers
    .map(({ nodeId, host, port }) => ({
      address: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
      partitions: partitions
        .filter(({ leaderId }) => leaderId === nodeId)
        .map(({ partitionIndex }) => partitionIndex),
    }))
    .filter((leader) => leader.partitions.length > 0)
  if (leaders.length === 0) throw new Error(`Nobody leads a partition of ${topic}`)
  return leaders
}
