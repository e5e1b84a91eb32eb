/** What brokers count their clients by (KIP-511); a test holds it against the package's own version. */
export const CLIENT_SOFTWARE = Object.freeze({ name: 'headwater', version: '0.0.0' })
