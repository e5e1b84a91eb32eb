import type { Answer } from '../cluster/answer.ts'
import type { ApiCall } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import type { ClusterClock } from '../time/cluster-clock.ts'
import type { FaultRule } from './fault-rule.ts'
import { messageOf } from './injected-message.ts'
import type { NamedPartition } from './named-partitions.ts'
import { type InjectedError, overwriteErrors } from './overwrite-errors.ts'

// Where an answer says its length, and which request it is for.
const LENGTH_AT = 0
const CORRELATION_ID_AT = 4

/** One request on its way through the cluster. */
export interface Exchange {
  readonly call: ApiCall
  readonly clock: ClusterClock
  readonly context: RequestContext
  readonly encode: (response: unknown) => Answer
  readonly respond: (answer: Answer) => void
  readonly onInternalError: (error: unknown) => void
}

/** Serves a request, changed by the rule that fired for it. */
export function serveWithFault(rule: FaultRule | undefined, exchange: Exchange): void {
  if (rule === undefined) return serve(exchange)
  const { respond } = exchange
  const { action } = rule
  switch (action.kind) {
    case 'error':
      return refuse(rule, action, exchange)
    case 'applyThenError':
      return serve(withErrors(rule, action, exchange))
    case 'throttle':
      return serve(withResponse(exchange, (response) => throttled(response, action.throttleMs)))
    case 'dropRequest':
      return respond({ kind: 'silence' })
    case 'disconnect':
      return respond({ kind: 'close', how: action.how })
    case 'applyThenDrop':
      return serve({ ...exchange, respond: () => respond({ kind: 'silence' }) })
    case 'applyThenDisconnect':
      return serve({ ...exchange, respond: () => respond({ kind: 'close', how: action.how }) })
    case 'delay': {
      const later = (answer: Answer) => () => respond(answer)
      const { clock } = exchange
      return serve({
        ...exchange,
        respond: (answer) => clock.setTimer(action.delayMs, later(answer)),
      })
    }
    case 'hold':
      return serve({ ...exchange, respond: (answer) => rule.hold(() => respond(answer)) })
    case 'cutResponseAt':
      return serve(
        withBytes(exchange, (bytes) => ({ kind: 'cut', bytes: bytes.subarray(0, action.byte) })),
      )
    case 'corrupt':
      return serve(withBytes(exchange, (bytes) => ({ kind: 'frame', bytes: action.change(bytes) })))
    case 'changeAnswer':
      return serve(withResponse(exchange, action.change))
    case 'lengthPrefix':
      return serve(withBytes(exchange, (bytes) => withInt32(bytes, LENGTH_AT, action.length)))
    case 'wrongCorrelationId':
      return serve(withBytes(exchange, ofAnotherRequest))
    case 'duplicateResponse':
      return serve(withBytes(exchange, twice))
    default:
      return action satisfies never
  }
}

function serve({ call, context, encode, respond, onInternalError }: Exchange): void {
  const reply = {
    send: (response: unknown) => respond(encode(response)),
    sendNothing: () => respond({ kind: 'nothing' }),
    disconnect: () => respond({ kind: 'close' }),
  }
  try {
    call.serve(context, reply)
  } catch (error) {
    if (error instanceof BrokerRefusal) return call.refuse(error, context, reply)
    onInternalError(error)
    const refusal = new BrokerRefusal(
      'UNKNOWN_SERVER_ERROR',
      `The embedded cluster failed: ${error}`,
    )
    call.refuse(refusal, context, reply)
  }
}

function refuse(rule: FaultRule, injected: InjectedError, exchange: Exchange): void {
  const refusal = new BrokerRefusal(injected.error, messageOf(injected.error, injected.details))
  if (exchange.call.refusesByPartition) {
    const injectedRefusal = (topic: string, partition: number): BrokerRefusal | undefined =>
      rule.concerns(topic, partition) ? refusal : undefined
    const refused = { ...exchange, context: { ...exchange.context, injectedRefusal } }
    return serve(hasMoreThanMessage(injected) ? withErrors(rule, injected, refused) : refused)
  }
  const serveRefusal: ApiCall['serve'] = (context, reply) =>
    exchange.call.refuse(refusal, context, reply)
  serve({ ...exchange, call: { ...exchange.call, serve: serveRefusal } })
}

function hasMoreThanMessage({ details }: InjectedError): boolean {
  return Object.keys(details).some((detail) => detail !== 'message')
}

function withErrors(rule: FaultRule, injected: InjectedError, exchange: Exchange): Exchange {
  const { topic: wantedTopic, partition: wantedPartition } = rule.match
  const concerned = ({ topic, partition }: NamedPartition): boolean =>
    (wantedTopic === undefined || wantedTopic === topic) &&
    (wantedPartition === undefined || wantedPartition === partition)
  const { state } = exchange.context
  const topicNameOf = (topicId: string): string | undefined => state.topicById(topicId)?.name
  return withResponse(exchange, (response) =>
    overwriteErrors(response, injected, concerned, topicNameOf),
  )
}

function withResponse(exchange: Exchange, change: (response: unknown) => unknown): Exchange {
  return { ...exchange, encode: (response) => exchange.encode(change(response)) }
}

function throttled(response: unknown, throttleTimeMs: number): unknown {
  return typeof response === 'object' ? { ...response, throttleTimeMs } : response
}

function withBytes(exchange: Exchange, change: (bytes: Buffer) => Answer): Exchange {
  const respond = (answer: Answer): void =>
    exchange.respond(answer.kind === 'frame' ? change(answer.bytes) : answer)
  return { ...exchange, respond }
}

function ofAnotherRequest(bytes: Buffer): Answer {
  return withInt32(bytes, CORRELATION_ID_AT, ~bytes.readInt32BE(CORRELATION_ID_AT))
}

function twice(bytes: Buffer): Answer {
  return { kind: 'frame', bytes: Buffer.concat([bytes, bytes]) }
}

function withInt32(bytes: Buffer, at: number, value: number): Answer {
  const changed = Buffer.from(bytes)
  changed.writeInt32BE(value, at)
  return { kind: 'frame', bytes: changed }
}
