import { brokerErrorByCode, decode, produceResponse } from '@headwater/protocol'
import type { VirtualCluster } from './virtual-cluster.ts'

/** The version that a producer speaks with the cluster, and where its answers' bodies begin: length, id, tagged fields. */
const VERSION = 13
const BODY_AT = 9

/** Notes Kafka's name of what the broker says about each batch from now on, in order; `NONE` for one that it took. */
export function watchProduceAnswers({ kafka }: VirtualCluster): readonly string[] {
  const names: string[] = []
  kafka.faults.on({ api: 'Produce', version: VERSION }).corrupt((frame) => {
    const { responses } = decode(produceResponse, VERSION, frame.subarray(BODY_AT))
    for (const { partitionResponses } of responses) {
      for (const { errorCode } of partitionResponses) names.push(brokerErrorByCode(errorCode).name)
    }
    return frame
  })
  return names
}
