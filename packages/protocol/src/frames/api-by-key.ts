import { ALL_MESSAGES } from '../messages-by-name.ts'
import type { MessageSchema } from '../schema/message-schema.ts'

/** The two messages of an API, and its name without `Request`. */
export interface Api {
  readonly name: string
  readonly request: MessageSchema<unknown>
  readonly response: MessageSchema<unknown>
}

const apis = new Map(
  ALL_MESSAGES.filter(({ kind }) => kind === 'request').map((request) => {
    const response = ALL_MESSAGES.find(
      ({ kind, apiKey }) => kind === 'response' && apiKey === request.apiKey,
    )
    if (response === undefined) throw new Error(`${request.name} has no response`)
    return [request.apiKey, { name: request.name.replace(/Request$/, ''), request, response }]
  }),
)

/**
 * The API that Kafka knows by this number, or undefined when this package does not speak it.
 *
 * @public
 */
export function apiByKey(apiKey: number): Api | undefined {
  return apis.get(apiKey)
}
