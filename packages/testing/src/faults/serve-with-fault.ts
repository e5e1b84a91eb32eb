import type { Answer } from '../cluster/answer.ts'
import type { ApiCall } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import type { ClusterClock } from '../time/cluster-clock.ts'
import type { FaultRule } from './fault-rule.ts'
import type { NamedPartition } from './named-partitions.ts'
import { overwriteErrors } from './overwrite-errors.ts'

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
      return refuse(rule, new BrokerRefusal(action.error, action.message), exchange)
    case 'applyThenError':
      return serve(withErrors(rule, new BrokerRefusal(action.error, action.message), exchange))
    case 'throttle':
      return serve(withResponse(exchange, (response) => throttled(response, action.throttleMs)))
    case 'dropRequest':
      return respond({ kind: 'silence' })
    case 'disconnect':
      return respond({ kind: 'close' })
    case 'applyThenDrop':
      return serve({ ...exchange, respond: () => respond({ kind: 'silence' }) })
    case 'applyThenDisconnect':
      return serve({ ...exchange, respond: () => respond({ kind: 'close' }) })
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
    case 'lengthPrefix':
      return serve(withBytes(exchange, (bytes) => prefixed(bytes, action.length)))
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

function refuse(rule: FaultRule, refusal: BrokerRefusal, exchange: Exchange): void {
  if (exchange.call.refusesByPartition) {
    const injectedRefusal = (topic: string, partition: number): BrokerRefusal | undefined =>
      rule.concerns(topic, partition) ? refusal : undefined
    return serve({ ...exchange, context: { ...exchange.context, injectedRefusal } })
  }
  const serveRefusal: ApiCall['serve'] = (context, reply) =>
    exchange.call.refuse(refusal, context, reply)
  serve({ ...exchange, call: { ...exchange.call, serve: serveRefusal } })
}

function withErrors(rule: FaultRule, refusal: BrokerRefusal, exchange: Exchange): Exchange {
  const { topic: wantedTopic, partition: wantedPartition } = rule.match
  const concerned = ({ topic, partition }: NamedPartition): boolean =>
    (wantedTopic === undefined || wantedTopic === topic) &&
    (wantedPartition === undefined || wantedPartition === partition)
  const { state } = exchange.context
  const topicNameOf = (topicId: string): string | undefined => state.topicById(topicId)?.name
  return withResponse(exchange, (response) =>
    overwriteErrors(response, refusal, concerned, topicNameOf),
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

function prefixed(bytes: Buffer, length: number): Answer {
  const changed = Buffer.from(bytes)
  changed.writeInt32BE(length, 0)
  return { kind: 'frame', bytes: changed }
}
