/**
 * For how long there has been no room for the next of the waiting records, all such times added up. Who waits behind it waits for
 * room as well; who waits only because so many before it are let on one after the other does not.
 */
export class RoomShortage {
  #beganAtMs: number | null = null
  #pastMs = 0

  get isNow(): boolean {
    return this.#beganAtMs !== null
  }

  begin(nowMs: number): void {
    this.#beganAtMs ??= nowMs
  }

  end(nowMs: number): void {
    this.#pastMs = this.totalMs(nowMs)
    this.#beganAtMs = null
  }

  totalMs(nowMs: number): number {
    return this.#pastMs + (this.#beganAtMs === null ? 0 : nowMs - this.#beganAtMs)
  }
}
