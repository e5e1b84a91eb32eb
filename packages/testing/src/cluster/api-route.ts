import { decodeLeading, type MessageSchema } from '@headwater/protocol'
import type { BrokerRefusal } from './broker-refusal.ts'
import type { RequestContext } from './request-context.ts'

/** How a handler answers; exactly one of these is called, once, now or later. */
export interface Reply<Response> {
  send(response: Response): void
  /** The request asks for no answer: Produce with `acks` 0. */
  sendNothing(): void
  /** The broker closes the connection in place of an answer. */
  disconnect(): void
}

/** One API of the cluster: versions, what it does, and how it says no. */
export interface ApiDefinition<Request, Response> {
  readonly request: MessageSchema<Request>
  readonly response: MessageSchema<Response>
  /** The versions that are really served. */
  readonly minVersion: number
  readonly maxVersion: number
  /** The lowest version that clients are told of, where it differs. */
  readonly advertisedFrom?: number
  /** Whether the handler asks for injected refusals partition by partition. */
  readonly refusesByPartition?: true
  handle(request: Request, context: RequestContext, reply: Reply<Response>): void
  /** An answer that carries the refusal wherever this API has a place for it; undefined when it has none. */
  refuse(request: Request, refusal: BrokerRefusal, context: RequestContext): Response | undefined
}

/** A decoded request, ready to be served or refused. */
export interface ApiCall {
  readonly request: unknown
  readonly response: MessageSchema<unknown>
  readonly refusesByPartition: boolean
  serve(context: RequestContext, reply: Reply<unknown>): void
  refuse(refusal: BrokerRefusal, context: RequestContext, reply: Reply<unknown>): void
}

/** An API with its message types hidden, so that all of them fit one table. */
export interface ApiRoute {
  readonly apiKey: number
  /** Kafka's name of the API: `Produce`, `Metadata`… */
  readonly name: string
  readonly minVersion: number
  readonly maxVersion: number
  readonly advertisedFrom: number
  /** @throws {ProtocolError} when `body` is no such request. */
  open(version: number, body: Uint8Array): ApiCall
}

export function apiRoute<Request, Response>(api: ApiDefinition<Request, Response>): ApiRoute {
  return {
    apiKey: api.request.apiKey,
    name: api.request.name.replace(/Request$/, ''),
    minVersion: api.minVersion,
    maxVersion: api.maxVersion,
    advertisedFrom: api.advertisedFrom ?? api.minVersion,
    open: (version, body) => {
      const request = decodeLeading(api.request, version, body)
      return {
        request,
        response: api.response,
        refusesByPartition: api.refusesByPartition ?? false,
        serve: (context, reply) => api.handle(request, context, reply),
        refuse: (refusal, context, reply) => {
          const response = api.refuse(request, refusal, context)
          if (response === undefined) reply.disconnect()
          else reply.send(response)
        },
      }
    },
  }
}
