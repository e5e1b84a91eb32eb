/**
 * Turns a broker's host name into addresses, all of which are tried in order (Kafka: `client.dns.lookup=use_all_dns_ips`).
 * Asked again for every dial, so a broker that moved is found. An IP address is returned as it is.
 *
 * @public
 */
export interface Resolver {
  /** @throws whatever the lookup failed with; it becomes the cause in the list of addresses tried. */
  resolve(host: string): Promise<readonly string[]>
}
