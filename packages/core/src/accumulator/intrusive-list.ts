/** An item that can be in one {@link IntrusiveList} at a time and keeps its links itself: being listed allocates nothing. */
export interface ListItem<T extends ListItem<T>> {
  previous: T | null
  next: T | null
  list: IntrusiveList<T> | null
}

/** A place in a second list, for an item whose own links are taken. */
export class ListEntry<Item> implements ListItem<ListEntry<Item>> {
  readonly item: Item
  previous: ListEntry<Item> | null = null
  next: ListEntry<Item> | null = null
  list: IntrusiveList<ListEntry<Item>> | null = null

  constructor(item: Item) {
    this.item = item
  }
}

/** A doubly linked list whose items carry their own links, so that leaving it costs the same wherever the item stands. */
export class IntrusiveList<T extends ListItem<T>> {
  #first: T | null = null
  #last: T | null = null
  #length = 0

  get length(): number {
    return this.#length
  }

  get first(): T | null {
    return this.#first
  }

  get last(): T | null {
    return this.#last
  }

  /** Appends an item that is in no list. */
  push(item: T): void {
    this.insertAfter(this.#last, item)
  }

  /** Puts an item that is in no list behind `previous`, or first when that is null. */
  insertAfter(previous: T | null, item: T): void {
    const next = previous === null ? this.#first : previous.next
    this.#length++
    item.list = this
    item.previous = previous
    item.next = next
    if (previous === null) this.#first = item
    else previous.next = item
    if (next === null) this.#last = item
    else next.previous = item
  }

  /** The items as they stand now, for a walk during which the list may change. */
  toArray(): T[] {
    const items: T[] = []
    for (let item = this.#first; item !== null; item = item.next) items.push(item)
    return items
  }

  /** Takes out an item of this list. */
  remove(item: T): void {
    if (item.previous === null) this.#first = item.next
    else item.previous.next = item.next
    if (item.next === null) this.#last = item.previous
    else item.next.previous = item.previous
    this.#length--
    item.list = null
    item.previous = null
    item.next = null
  }
}
