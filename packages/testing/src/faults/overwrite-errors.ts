import { type BrokerErrorName, brokerErrorCode } from '@headwater/protocol'
import type { ErrorDetails } from './error-details.ts'
import { messageOf } from './injected-message.ts'
import {
  entryOf,
  fieldsOf,
  type NamedPartition,
  type TopicNameOf,
  WHOLE_MESSAGE,
} from './named-partitions.ts'

/** The error that a fault rule wants in a response. */
export interface InjectedError {
  readonly error: BrokerErrorName
  readonly details: ErrorDetails
}

/**
 * A response that says `injected` wherever it reports success and `concerned` agrees; the rest is as it was, and what was
 * refused keeps its own error. An offset beside an error becomes −1, as a broker answers.
 */
export function overwriteErrors(
  response: unknown,
  injected: InjectedError,
  concerned: (about: NamedPartition) => boolean,
  topicNameOf: TopicNameOf,
): unknown {
  const overwrite = (value: unknown, about: NamedPartition): unknown => {
    const fields = fieldsOf(value).map(([field, inner]): [string, unknown] => {
      if (!Array.isArray(inner)) return [field, inner]
      const entries = inner.map((entry) =>
        overwrite(entry, entryOf(field, entry, about, topicNameOf)),
      )
      return [field, entries]
    })
    if (fields.length === 0) return value
    const struct = Object.fromEntries(fields)
    // A rule that refuses has the broker refuse, and only its details are missing yet.
    const { errorCode } = struct
    const isItsOwn = errorCode === 0 || errorCode === brokerErrorCode(injected.error)
    return isItsOwn && concerned(about) ? { ...struct, ...errorFields(struct, injected) } : struct
  }
  const overwritten = overwrite(response, WHOLE_MESSAGE)
  const { nodeEndpoints } = injected.details
  if (nodeEndpoints === undefined || fieldsOf(overwritten).length === 0) return overwritten
  const endpoints = nodeEndpoints.map((endpoint) => ({ ...endpoint, rack: null }))
  return Object.assign({}, overwritten, { nodeEndpoints: endpoints })
}

function errorFields(struct: object, { error, details }: InjectedError): object {
  const fields = { errorCode: brokerErrorCode(error), errorMessage: messageOf(error, details) }
  return 'baseOffset' in struct ? { ...fields, ...produceFields(details) } : fields
}

function produceFields({ recordErrors, logStartOffset, currentLeader }: ErrorDetails): object {
  return {
    baseOffset: -1n,
    ...(recordErrors === undefined ? {} : { recordErrors }),
    ...(logStartOffset === undefined ? {} : { logStartOffset: BigInt(logStartOffset) }),
    ...(currentLeader === undefined ? {} : { currentLeader }),
  }
}
