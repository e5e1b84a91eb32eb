import { FrameReader, produceRequest } from '@headwater/protocol'
import type { Answer, Closing } from './answer.ts'
import type { Cluster } from './cluster.ts'
import type { ConnectionRecord } from './connection-log.ts'
import type { ReceiveBudget } from './receive-budget.ts'
import { MAX_REQUEST_BYTES } from './request-limits.ts'

const LENGTH_BYTES = 4
/** While more than this waits behind a request that is not answered yet, the client is not read from. */
const MAX_WAITING_BYTES = 1_048_576

/**
 * The other end of a connection, as the shell that serves it provides it.
 *
 * @public
 */
export interface ConnectionPeer {
  /** The client's address. */
  readonly clientHost: string
  /** Returns whether more may be written at once; if not, the shell calls {@link BrokerConnection.drained} later. */
  write(bytes: Buffer): boolean
  /** Closes after what was written has left. */
  close(): void
  /** Breaks the connection at once (RST); what was written may be lost. */
  reset(): void
  /** Stops and starts reading from the client. */
  pause(): void
  resume(): void
}

/** What the cluster gives a connection. */
export interface ConnectionIdentity {
  readonly id: number
  readonly nodeId: number
  readonly budget: ReceiveBudget
  readonly observed: ConnectionRecord
}

/**
 * One client's connection to one broker. Requests are served strictly one after the other, as Kafka does, which is why
 * answers leave in the order of the requests, whatever each one waits for.
 *
 * @public
 */
export class BrokerConnection {
  readonly id: number
  readonly nodeId: number
  readonly clientHost: string
  readonly observed: ConnectionRecord
  readonly #cluster: Cluster
  readonly #peer: ConnectionPeer
  readonly #budget: ReceiveBudget
  readonly #reader = new FrameReader(MAX_REQUEST_BYTES)
  readonly #waiting: Buffer[] = []
  #nextWaiting = 0
  #waitingBytes = 0
  // What this connection has counted in the budget: frames that wait, and the part of one that is there.
  #receivedBytes = 0
  #state: 'idle' | 'serving' | 'writing' | 'silent' | 'closed' = 'idle'
  #paused = false
  #frozen = false
  // At most one: requests are served one after the other.
  #answerWhenThawed: Answer | undefined
  #clientGone = false
  #unansweredProduces = 0
  #servesProduce = false
  #abandon: () => void = () => {}

  constructor(cluster: Cluster, peer: ConnectionPeer, identity: ConnectionIdentity) {
    this.id = identity.id
    this.nodeId = identity.nodeId
    this.clientHost = peer.clientHost
    this.#cluster = cluster
    this.#peer = peer
    this.#budget = identity.budget
    this.observed = identity.observed
  }

  /** Takes bytes from the client. Bytes that are no frame close this connection, and only this one. */
  receive(chunk: Buffer): void {
    if (this.#state === 'closed' || this.#state === 'silent') return
    this.#receivedBytes += chunk.length
    if (!this.#budget.received(chunk.length)) return this.close()
    const framed = this.#frame(chunk)
    this.#continue()
    if (!framed) this.close()
  }

  /** The shell can write again. */
  drained(): void {
    if (this.#state !== 'writing') return
    this.#state = 'idle'
    this.#continue()
  }

  /** The broker ends the connection. */
  close(how: Closing = 'end'): void {
    if (this.#state === 'closed') return
    this.#end()
    if (how === 'reset') this.#peer.reset()
    else this.#peer.close()
  }

  /**
   * The connection is gone, whoever ended it. A broker that is frozen does not know yet: when it goes on it reads what had
   * arrived, and applies requests whose client has long given up.
   */
  ended(): void {
    this.#clientGone = true
    if (!this.#frozen) this.#end()
  }

  /** The client has closed its end; the broker hears of it when {@link ended} is called, if ever. */
  clientClosed(): void {
    this.observed.clientClosedAt = this.#cluster.clock.now()
  }

  /** The broker stops as a whole: nothing is served or answered any more, and nothing is closed. */
  freeze(): void {
    this.#frozen = true
  }

  /** The broker goes on: the answer that was ready leaves, and what arrived in the meantime is served. */
  thaw(): void {
    if (!this.#frozen) return
    this.#frozen = false
    const answer = this.#answerWhenThawed
    this.#answerWhenThawed = undefined
    if (answer !== undefined && this.#state === 'serving') this.#answer(answer)
    this.#continue()
    if (this.#clientGone) this.#end()
  }

  /** What a waiting handler wants called when the client goes away before its answer. */
  onAbandoned(callback: () => void): void {
    this.#abandon = callback
  }

  #end(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#dropWaiting()
    this.#cluster.forgetConnection(this)
    this.#abandon()
  }

  /** Cuts bytes into frames; false when they are none. What came whole before that is served all the same. */
  #frame(chunk: Buffer): boolean {
    try {
      this.#reader.push(chunk, (frame) => {
        this.#waiting.push(frame)
        this.#waitingBytes += frame.length
        if (isProduce(frame)) this.#countProduce()
      })
      return true
    } catch {
      return false
    }
  }

  #countProduce(): void {
    this.#unansweredProduces++
    const { observed } = this
    observed.mostUnanswered = Math.max(observed.mostUnanswered, this.#unansweredProduces)
  }

  #continue(): void {
    while (this.#state === 'idle' && !this.#frozen) {
      const frame = this.#takeWaiting()
      if (frame === undefined) break
      this.#serve(frame)
    }
    this.#pauseOrResume()
  }

  #takeWaiting(): Buffer | undefined {
    // An index, not shift(): a client may have sent tens of thousands of small requests at once.
    const frame = this.#waiting[this.#nextWaiting++]
    if (frame === undefined) {
      this.#waiting.length = 0
      this.#nextWaiting = 0
      return undefined
    }
    this.#waitingBytes -= frame.length
    this.#release(LENGTH_BYTES + frame.length)
    return frame
  }

  #serve(frame: Buffer): void {
    this.#state = 'serving'
    this.#servesProduce = isProduce(frame)
    let duringCall = true
    let answered = false
    this.#cluster.handle(this.nodeId, this, frame, (answer) => {
      if (answered || this.#state !== 'serving') return
      answered = true
      this.#abandon = () => {}
      if (this.#servesProduce) this.#unansweredProduces--
      if (this.#frozen) {
        this.#answerWhenThawed = answer
        return
      }
      this.#answer(answer)
      // An answer that another request brought about must not serve this client's next one inside that other request.
      if (!duringCall) this.#cluster.clock.scheduleTurn(() => this.#continue())
    })
    duringCall = false
  }

  #answer(answer: Answer): void {
    this.#state = 'idle'
    this.#carryOut(answer)
  }

  #carryOut(answer: Answer): void {
    switch (answer.kind) {
      case 'frame':
        if (!this.#clientGone && !this.#peer.write(answer.bytes)) this.#state = 'writing'
        return
      case 'nothing':
        return
      case 'cut':
        this.#peer.write(answer.bytes)
        this.close()
        return
      case 'close':
        this.close(answer.how)
        return
      case 'silence':
        this.#state = 'silent'
        this.#dropWaiting()
        return
      default:
        answer satisfies never
    }
  }

  #dropWaiting(): void {
    this.#waiting.length = 0
    this.#nextWaiting = 0
    this.#waitingBytes = 0
    this.#release(this.#receivedBytes)
  }

  #release(bytes: number): void {
    this.#receivedBytes -= bytes
    this.#budget.released(bytes)
  }

  #pauseOrResume(): void {
    const full = this.#waitingBytes > MAX_WAITING_BYTES && this.#state !== 'closed'
    if (full === this.#paused) return
    this.#paused = full
    if (full) this.#peer.pause()
    else this.#peer.resume()
  }
}

function isProduce(frame: Buffer): boolean {
  return frame.length >= 2 && frame.readInt16BE(0) === produceRequest.apiKey
}
