const STATUSES = ['pending', 'paid', 'packed', 'sent', 'returned']
const CITIES = ['Berlin', 'Lyon', 'Porto', 'Gdańsk', 'Malmö', 'Graz', 'Ghent']
const ORDER_BYTES = 500

/** Orders of about 500 bytes of JSON, alike as the records of a topic are and no two the same. */
export function jsonOrders(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => jsonOrder(index))
}

function jsonOrder(index: number): string {
  const random = scramble(index)
  const items: object[] = []
  const order = {
    id: `o-${random(1e9).toString(36)}`,
    customer: { id: random(1e6), city: CITIES[random(CITIES.length)] },
    status: STATUSES[random(STATUSES.length)],
    createdAt: new Date(1_760_000_000_000 + index * 1_000 + random(1_000)).toISOString(),
    total: random(1e5) / 100,
    items,
  }
  while (JSON.stringify(order).length < ORDER_BYTES - 30) {
    items.push({ sku: `sku-${random(5_000)}`, quantity: 1 + random(5), price: random(1e4) / 100 })
  }
  return JSON.stringify(order)
}

/** Numbers that look random and are the same in every run. */
function scramble(seed: number): (below: number) => number {
  let state = Math.imul(seed + 1, 0x9e37_79b1)
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x85eb_ca6b) + 0x6d2b_79f5
    return Math.floor((((state ^ (state >>> 13)) >>> 0) / 2 ** 32) * below)
  }
}
