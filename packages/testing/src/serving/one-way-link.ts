import type { ClusterRandom } from '../cluster/random-id.ts'
import type { ClusterClock, ClusterTimer } from '../time/cluster-clock.ts'
import { ArmedCuts } from './armed-cuts.ts'
import { Fifo } from './fifo.ts'
import type { LinkCut } from './link-cut.ts'
import type { LinkSettings } from './link-settings.ts'

/** Bytes on a slow link leave in pieces of a hundredth of a second. */
const PIECES_PER_SECOND = 100

/** What travels: bytes, or news such as a dial or the end of the connection. */
type Parcel = Buffer | (() => void)

/** What a link is between. */
export interface LinkOwner {
  readonly clock: ClusterClock
  readonly random: ClusterRandom
  /** Bytes arrived, never within the turn in which they were sent. */
  deliver(bytes: Buffer): void
  /** Everything that waited has left. */
  drained(): void
  /** A cut has come to its byte. */
  cutOff(cut: LinkCut): void
}

/**
 * One direction of a connection: what is sent leaves as fast as the settings allow, travels, and arrives in order. A parcel is
 * in one of three places: waiting to leave, on its way (a timer of its own), or arrived where nobody may see it yet.
 */
export class OneWayLink {
  readonly #owner: LinkOwner
  readonly #cuts = new ArmedCuts()
  #settings: LinkSettings
  readonly #waiting = new Fifo<Parcel>()
  readonly #travelling = new Fifo<Parcel>()
  readonly #arrived = new Fifo<Parcel>()
  #waitingBytes = 0
  #leaving: ClusterTimer | undefined
  #lastArrival = 0
  #unread = false
  #generation = 0

  constructor(owner: LinkOwner, settings: LinkSettings) {
    this.#owner = owner
    this.#settings = settings
  }

  get settings(): LinkSettings {
    return this.#settings
  }

  /** Bytes that were sent and have not left. */
  get bufferedBytes(): number {
    return this.#waitingBytes
  }

  /** Sends bytes, or something to call when everything that was sent before has arrived. */
  send(parcel: Parcel): void {
    if (this.#waiting.length === 0 && this.#leavesAtOnce()) return this.#depart(parcel)
    this.#waiting.push(parcel)
    this.#waitingBytes += sizeOf(parcel)
    this.#leave()
  }

  /** Other settings, also for what is on its way. */
  change(settings: LinkSettings): void {
    const { bytesPerSecond, blackHole } = this.#settings
    this.#settings = settings
    // Only then does the piece that is leaving begin anew: else one that takes long would never be gone.
    if (settings.bytesPerSecond !== bytesPerSecond || settings.blackHole !== blackHole) {
      this.#leaving?.cancel()
      this.#leaving = undefined
    }
    this.#leave()
    this.#showArrived()
  }

  /** The receiver stops reading (`true`), or goes on. */
  leaveUnread(unread: boolean): void {
    this.#unread = unread
    this.#leave()
    this.#showArrived()
  }

  /** Counts the bytes that arrive from now on towards a cut. */
  arm(cut: LinkCut): void {
    this.#cuts.add(cut)
  }

  /** Loses what has not left. */
  dropWaiting(): void {
    this.#leaving?.cancel()
    this.#leaving = undefined
    this.#waiting.clear()
    this.#waitingBytes = 0
  }

  /** Loses everything that was sent. */
  drop(): void {
    this.dropWaiting()
    this.#travelling.clear()
    this.#arrived.clear()
    this.#generation++
  }

  #leavesAtOnce(): boolean {
    const { blackHole, bytesPerSecond } = this.#settings
    return !blackHole && !this.#unread && bytesPerSecond === Number.POSITIVE_INFINITY
  }

  /** Lets go what may leave now; where bytes take time to leave, one piece after the other. */
  #leave(): void {
    if (this.#leaving !== undefined || this.#settings.blackHole || this.#unread) return
    const hadWaiting = this.#waiting.length > 0
    while (this.#waiting.length > 0) {
      const parcel = this.#waiting.first
      if (typeof parcel !== 'function' && parcel !== undefined && !this.#leavesAtOnce())
        return this.#leaveInPieces(parcel)
      this.#gone(this.#waiting.take())
    }
    if (hadWaiting) this.#owner.drained()
  }

  #leaveInPieces(parcel: Buffer): void {
    const { bytesPerSecond } = this.#settings
    const piece = parcel.subarray(0, Math.ceil(bytesPerSecond / PIECES_PER_SECOND))
    this.#leaving = this.#owner.clock.setTimer((piece.length * 1_000) / bytesPerSecond, () => {
      this.#leaving = undefined
      if (piece.length === parcel.length) this.#waiting.take()
      else this.#waiting.replaceFirst(parcel.subarray(piece.length))
      this.#gone(piece)
      if (this.#waiting.length === 0) this.#owner.drained()
      else this.#leave()
    })
  }

  #gone(parcel: Parcel | undefined): void {
    if (parcel === undefined) return
    this.#waitingBytes -= sizeOf(parcel)
    this.#depart(parcel)
  }

  #depart(parcel: Parcel): void {
    const { sliceBytes } = this.#settings
    if (typeof parcel === 'function' || parcel.length <= sliceBytes) return this.#travel(parcel)
    for (let at = 0; at < parcel.length; at += sliceBytes) {
      this.#travel(parcel.subarray(at, at + sliceBytes))
    }
  }

  #travel(parcel: Parcel): void {
    const { clock, random } = this.#owner
    const { latencyMs, jitterMs } = this.#settings
    const now = clock.now()
    const travelMs = jitterMs === 0 ? latencyMs : latencyMs + jitterMs * random.next()
    // Never before what left earlier: with a shorter way or less jitter it would overtake.
    this.#lastArrival = Math.max(this.#lastArrival, now + travelMs)
    this.#travelling.push(parcel)
    const generation = this.#generation
    // Whichever timer fires, the first parcel is the one that arrives: nothing overtakes, whatever the clock does.
    const arrive = (): void => {
      if (generation === this.#generation) this.#arrive(this.#travelling.take())
    }
    if (this.#lastArrival === now) clock.scheduleTurn(arrive)
    else clock.setTimer(this.#lastArrival - now, arrive)
  }

  #arrive(parcel: Parcel | undefined): void {
    if (parcel === undefined) return
    if (this.#arrived.length > 0 || this.#settings.blackHole || this.#unread) {
      this.#arrived.push(parcel)
    } else this.#show(parcel)
  }

  #showArrived(): void {
    if (this.#arrived.length === 0 || this.#settings.blackHole || this.#unread) return
    const generation = this.#generation
    this.#owner.clock.scheduleTurn(() => {
      // Each may stop the link again, or end it.
      while (generation === this.#generation && !this.#settings.blackHole && !this.#unread) {
        const parcel = this.#arrived.take()
        if (parcel === undefined) return
        this.#show(parcel)
      }
    })
  }

  #show(parcel: Parcel): void {
    if (typeof parcel === 'function') return parcel()
    const due = this.#cuts.due(parcel.length)
    if (due === undefined) return this.#owner.deliver(parcel)
    if (due.bytesLeft > 0) this.#owner.deliver(parcel.subarray(0, due.bytesLeft))
    this.#owner.cutOff(due.cut)
  }
}

function sizeOf(parcel: Parcel): number {
  return typeof parcel === 'function' ? 0 : parcel.length
}
